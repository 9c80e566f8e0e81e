package io.cloudburst.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.value.ValueJson;
import io.cloudburst.stack.LocalStack;
import io.cloudburst.stack.StackSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client commands, as scripts use them: standard output, standard error, exit code. */
class CommandsIT {
    @TempDir
    private static Path directory;

    private static LocalStack stack;

    @BeforeAll
    static void start() {
        stack = LocalStack.start(StackSettings.in(directory, 0));
        try (Cloudburst cloudburst = Cloudburst.connect(stack.bootstrapServers())) {
            Tour.registerFunctions(cloudburst);
        }
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    private record Result(int exitCode, String out, String err) {}

    private static Result run(String... words) {
        List<String> args = new ArrayList<>(List.of(words));
        args.addAll(List.of("--server", stack.bootstrapServers()));
        return runAsItIs(args.toArray(String[]::new));
    }

    private static Result runAsItIs(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), args);
        return new Result(exitCode, out.toString().strip(), err.toString().strip());
    }

    private static void assertPrints(String expected, Result result) {
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo(expected);
        assertThat(result.exitCode()).isZero();
    }

    private static void assertFails(String expected, Result result) {
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("error: ").contains(expected).doesNotContain("\tat ");
        assertThat(result.exitCode()).isEqualTo(Main.FAILED);
    }

    @Test
    void callsPrintTheirResultAsJson() {
        assertPrints("4", run("call", "square", "2"));
        assertPrints("25", run("call", "--dag", "incr_then_square", "incr=4"));
    }

    @Test
    void failedCallsSayWhyInOneLineAndExitWithOne() {
        assertFails("FUNCTION_NOT_FOUND", run("call", "no_such"));
        assertFails("INVALID_ARGUMENT", run("call", "square", "two"));
        assertFails("INVALID_ARGUMENT", run("call", "square"));
        assertFails("DAG_NOT_FOUND", run("call", "--dag", "no_such"));
        assertFails("NODE=JSON", run("call", "--dag", "incr_then_square", "4"));
        assertFails("EXECUTION_ERROR", run("call", "square", "null"));
        assertThat(run("call", "square", "null", "--verbose").err()).contains("Tour.java");
        assertFails("UNAVAILABLE", runAsItIs("call", "square", "2", "--server", "127.0.0.1:1", "--timeout", "1"));
    }

    @Test
    void whatIsAskedWronglyExitsWithTwo() {
        assertThat(runAsItIs("frobnicate").exitCode()).isEqualTo(2);
        assertThat(runAsItIs().exitCode()).isEqualTo(2);
        assertThat(runAsItIs("kvs").exitCode()).isEqualTo(2);
        assertThat(runAsItIs("call").exitCode()).isEqualTo(2);
    }

    @Test
    void aKeyOfTheGatewayIsPrintedAndItsHashKept() throws IOException {
        Path file = directory.resolve("gateway-keys");
        String key = runAsItIs("gateway", "key", "ann", "--role", "deployer", "--file", file.toString())
                .out();
        assertThat(key).startsWith("cbk_");
        assertThat(Files.readString(file)).startsWith("ann deployer ").doesNotContain(key);
        assertThat(runAsItIs("gateway", "key", "ann", "--role", "king").exitCode())
                .isEqualTo(2);
        assertFails("API keys", run("gateway", "serve", "--host", "0.0.0.0", "--http-port", "0"));
    }

    @Test
    void functionsAndDagsAreListed() {
        assertThat(run("functions").out()).contains("incr(Integer) version ", "square(Integer) version ");
        assertThat(run("functions", "sq").out()).startsWith("square").doesNotContain("incr");
        assertPrints("incr_then_square: incr -> square", run("dag", "list"));
    }

    @Test
    void aDagIsExplainedAndDrawn() {
        assertThat(run("dag", "explain", "incr_then_square").out())
                .startsWith("DAG 'incr_then_square': 2 nodes, 1 stage")
                .contains("stage 0: incr > square", "incr: 1 argument of the call", "square: the result of incr");
        assertThat(run("dag", "explain", "incr_then_square", "--as", "mermaid").out())
                .startsWith("flowchart LR")
                .contains("n0 --> n1");
        assertThat(run("dag", "explain", "incr_then_square", "--as", "dot").out())
                .startsWith("digraph \"incr_then_square\" {")
                .contains("n0 -> n1");
        assertFails("DAG_NOT_FOUND", run("dag", "explain", "no_such"));
        assertThat(run("dag", "explain", "incr_then_square", "--as", "prose").exitCode())
                .isEqualTo(2);
    }

    @Test
    void theStoreIsReadAndWritten() {
        assertPrints("", run("kvs", "put", "written/greeting", "{\"hello\": [\"world\", 1]}"));
        assertThat(run("kvs", "get", "written/greeting").out())
                .startsWith(
                        "{\"key\":\"written/greeting\",\"type\":\"last-writer-wins\",\"value\":{\"hello\":[\"world\",1]}");
        assertPrints("5", run("kvs", "add", "written/hits", "5"));
        assertThat(run("kvs", "scan", "written/").out().lines()).hasSize(2);
        assertPrints("", run("kvs", "delete", "written/greeting"));
        Result deleted = run("kvs", "get", "written/greeting");
        assertThat(deleted.out()).contains("\"value\":null,\"deleted\":true");
        assertThat(deleted.exitCode()).isEqualTo(Main.NOT_THERE);
        assertFails("INVALID_ARGUMENT", run("kvs", "put", "cloudburst/x", "1"));
        assertThat(run("kvs", "scan", "--limit", "0").exitCode()).isEqualTo(2);
    }

    private static void assertIsNotThere(Result result) {
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("error: there is no key ");
        assertThat(result.exitCode()).isEqualTo(Main.NOT_THERE);
    }

    @Test
    void aKeyThatIsNotThereHasAnExitCodeOfItsOwn() {
        assertIsNotThere(run("kvs", "get", "cli/nothing"));
        assertIsNotThere(run("kvs", "delete", "cli/nothing"));
        run("kvs", "put", "cli/gone", "1");
        assertPrints("", run("kvs", "delete", "cli/gone"));
        assertIsNotThere(run("kvs", "delete", "cli/gone"));
    }

    @Test
    void anObjectWithATimeToLiveExpires() {
        assertPrints("", run("kvs", "put", "cli/long", "1", "--ttl", "1h"));
        assertThat(run("kvs", "get", "cli/long").out()).contains("\"value\":1,\"expiresAtMillis\":");
        assertPrints("", run("kvs", "put", "cli/short", "1", "--ttl", "1ms"));
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            Result expired = run("kvs", "get", "cli/short");
            assertThat(expired.out()).contains("\"value\":null,\"expired\":true");
            assertThat(expired.exitCode()).isEqualTo(Main.NOT_THERE);
        });
        assertThat(run("kvs", "put", "cli/short", "1", "--ttl", "soon").exitCode())
                .isEqualTo(2);
        assertFails("time to live", run("kvs", "put", "cli/short", "1", "--ttl", "0s"));
    }

    @Test
    void anyLatticeIsMergedAndWhatIsReadCanBeMergedBack() {
        assertPrints("", run("kvs", "merge", "cli/best", "max", "7"));
        assertPrints("", run("kvs", "merge", "cli/best", "max", "5"));
        assertThat(valueOf("cli/best")).hasToString("7");
        assertPrints("", run("kvs", "merge", "cli/tags", "set", "[\"a\", \"b\"]"));
        assertPrints("", run("kvs", "merge", "cli/page", "map", "{\"visits\": {\"max\": 3}}"));
        assertThat(valueOf("cli/page")).hasToString("{\"visits\":{\"max\":3}}");

        JsonNode tags = json(run("kvs", "get", "cli/tags", "--state").out());
        String type = tags.get("type").textValue();
        assertPrints("", run("kvs", "merge", "cli/tags", type, tags.get("state").toString()));
        assertPrints("", run("kvs", "merge", "cli/copy", type, tags.get("state").toString()));
        assertThat(json(run("kvs", "get", "cli/tags", "--state").out()).get("state"))
                .isEqualTo(tags.get("state"));
        assertThat(valueOf("cli/copy")).hasToString("[\"a\",\"b\"]");
        try (Cloudburst cloudburst = Cloudburst.connect(stack.bootstrapServers())) {
            assertThat(cloudburst.set("cli/tags", String.class).elements()).containsExactly("a", "b");
        }
    }

    private static JsonNode valueOf(String key) {
        return json(run("kvs", "get", key).out()).get("value");
    }

    private static JsonNode json(String text) {
        return ValueJson.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatCannotBeMergedSaysWhy() {
        run("kvs", "merge", "cli/highest", "max", "7");

        assertFails("observed-remove-map", run("kvs", "merge", "cli/highest", "maximum", "7"));
        assertFails("not JSON", run("kvs", "merge", "cli/highest", "max", "{"));
        assertFails("expected a number", run("kvs", "merge", "cli/highest", "max", "\"seven\""));
        assertFails("'cli/highest' has a max", run("kvs", "merge", "cli/highest", "set", "[7]"));
    }

    @Test
    void deletingDoesWhatTheTypeAllows() {
        run("kvs", "add", "cli/count", "5");
        run("kvs", "merge", "cli/set", "set", "[1, 2]");
        run("kvs", "merge", "cli/map", "observed-remove-map", "{\"Ada\": 36}");
        run("kvs", "merge", "cli/causal", "single-key-causal", "{\"values\": [1]}");
        run("kvs", "merge", "cli/causal", "single-key-causal", "{\"values\": [2]}");
        run("kvs", "merge", "cli/max", "max", "1");

        for (String key : List.of("cli/count", "cli/set", "cli/map", "cli/causal")) {
            assertPrints("", run("kvs", "delete", key));
        }
        assertThat(valueOf("cli/count")).hasToString("0");
        assertThat(valueOf("cli/set")).hasToString("[]");
        assertThat(valueOf("cli/map")).hasToString("{}");
        assertThat(run("kvs", "get", "cli/causal").exitCode()).isEqualTo(Main.NOT_THERE);
        assertFails("only grows", run("kvs", "delete", "cli/max"));
    }

    @Test
    void theStatusShowsWhoHasWhat() {
        Result table = run("kvs", "status");
        assertThat(table.out()).startsWith("node local at 127.0.0.1:").contains("replica set 0", "lag");
        assertThat(table.exitCode()).isZero();

        JsonNode status = json(run("kvs", "status", "--json").out());
        JsonNode partitions = status.at("/nodes/0/partitions");
        assertThat(partitions)
                .hasSize(4)
                .allMatch(partition -> partition.get("readable").booleanValue());
        assertThat(partitions)
                .allMatch(partition -> partition.get("lag").longValue()
                        == partition.get("end").longValue()
                                - 1
                                - partition.get("applied").longValue());
        assertThat(status.get("unowned")).isEmpty();
    }

    @Test
    void backupsAreMadeWhenAskedForAndRestoreNotBesideARunningNode() {
        run("kvs", "put", "cli/kept", "1");
        JsonNode backups = json(run("kvs", "backup", "--json").out());
        Path where = Path.of(backups.get("directory").textValue());
        assertThat(where).isEqualTo(StackSettings.backupsIn(directory));
        assertThat(backups.get("backups")).hasSize(4);
        assertThat(run("kvs", "backup").out().lines()).hasSize(4).allMatch(line -> line.contains(where.toString()));

        String store = StackSettings.storeIn(directory).toString();
        assertFails(
                "in use",
                runAsItIs("kvs", "restore", "-d", store, "--backup-directory", where.toString(), "--replace"));
        Path other = directory.resolve("other");
        Result restored =
                runAsItIs("kvs", "restore", "-d", other.toString(), "--backup-directory", where.toString(), "--json");
        assertThat(restored.out().lines()).hasSize(4);
        assertFails(
                "already", runAsItIs("kvs", "restore", "-d", other.toString(), "--backup-directory", where.toString()));
        assertFails(
                "there is no backup",
                runAsItIs(
                        "kvs",
                        "restore",
                        "-d",
                        directory.resolve("another").toString(),
                        "--backup-directory",
                        directory.resolve("nowhere").toString()));
    }

    @Test
    void aCallOfAReferenceReadsTheStore() {
        run("kvs", "put", "seven", "7");

        assertPrints("49", run("call", "square", "{\"$ref\": \"seven\"}"));
    }
}
