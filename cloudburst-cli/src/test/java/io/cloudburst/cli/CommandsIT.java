package io.cloudburst.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudburst.cli.terminal.Terminal;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.CloudFunction;
import io.cloudburst.sdk.kafka.KafkaSettings;
import io.cloudburst.sdk.value.ValueJson;
import io.cloudburst.stack.LocalStack;
import io.cloudburst.stack.StackSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
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
        int exitCode = Main.execute(Terminal.NONE, new PrintWriter(out, true), new PrintWriter(err, true), args);
        return new Result(exitCode, out.toString().strip(), err.toString().strip());
    }

    private static void assertPrints(String expected, Result result) {
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo(expected);
        assertThat(result.exitCode()).isZero();
    }

    private static void assertFails(int exitCode, String expected, Result result) {
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("error: ").contains(expected).hasLineCount(1);
        assertThat(result.exitCode()).isEqualTo(exitCode);
    }

    /** What is no result is not on standard output. */
    private static void assertNotes(String expected, Result result) {
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).isEqualTo(expected);
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void manyCallsAreMadeFromLinesAndAnsweredInTheirOrder() throws IOException {
        Result all = withInput(
                IntStream.rangeClosed(1, 500).mapToObj(Integer::toString).collect(Collectors.joining("\n")),
                () -> run("call", "square", "-", "--in-flight", "32"));
        assertThat(all.out().lines())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 500)
                        .mapToObj(i -> Integer.toString(i * i))
                        .toList());
        assertThat(all.err())
                .startsWith("500 calls in ")
                .contains("500 done; p50 ")
                .hasLineCount(1);
        assertThat(all.exitCode()).isZero();

        Result some = withInput("[2]\n\nnull\n{", () -> run("call", "square", "-", "--json"));
        List<JsonNode> lines = some.out().lines().map(CommandsIT::json).toList();
        assertThat(lines).extracting(line -> line.get("line").intValue()).containsExactly(1, 3, 4);
        assertThat(lines.get(0).get("result").intValue()).isEqualTo(4);
        assertThat(lines.get(1).at("/error/code").textValue()).isEqualTo("EXECUTION_ERROR");
        assertThat(lines.get(2).at("/error/code").textValue()).isEqualTo("INVALID_ARGUMENT");
        assertThat(json(some.err()).at("/summary/failed").intValue()).isEqualTo(2);
        assertThat(some.exitCode()).isEqualTo(ExitCode.FAILED);
    }

    private static Result withInput(String text, Supplier<Result> command) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        try {
            return command.get();
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void aCallHasItsOptions() throws IOException {
        Path file = Files.writeString(directory.resolve("argument.json"), "12");
        assertPrints("144", run("call", "square", "@" + file, "--output-key", "cli/output"));
        assertThat(valueOf("cli/output")).hasToString("144");
        Result traced = run("call", "square", "3", "--trace");
        assertThat(traced.out()).isEqualTo("9");
        assertThat(traced.err()).startsWith("square  ").contains("=", " ran ");
        assertThat(json(run("call", "square", "3", "--trace", "--json").out())
                        .at("/trace/stages/0/nodes/0")
                        .textValue())
                .isEqualTo("square");
        String key = "cli-" + System.nanoTime();
        assertPrints("9", run("call", "square", "3", "--idempotency-key", key));
        assertFails(ExitCode.WRONG, key, run("call", "square", "4", "--idempotency-key", key));
        assertFails(ExitCode.WRONG, "no file", run("call", "square", "@" + file + ".missing"));
        assertThat(run("call", "square", "-", "--trace").exitCode()).isEqualTo(ExitCode.WRONG);
        assertThat(run("call", "square", "2", "--timeout", "30").exitCode()).isEqualTo(ExitCode.WRONG);
    }

    @Test
    void callsPrintTheirResultAsJson() {
        assertPrints("4", run("call", "square", "2"));
        assertPrints("25", run("call", "--dag", "incr_then_square", "incr=4"));
    }

    /** What a jar of functions has. */
    static final class Deployed {
        @CloudFunction("deployed_twice")
        static int twice(int x) {
            return 2 * x;
        }
    }

    @Test
    void aJarIsDeployedAsAWhole() throws IOException {
        Path jar = directory.resolve("deployed.jar");
        String file = Deployed.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                InputStream code = Deployed.class.getClassLoader().getResourceAsStream(file)) {
            out.putNextEntry(new JarEntry(file));
            code.transferTo(out);
        }

        assertThat(run("deploy", jar.toString(), "--dry-run").out())
                .contains("deployed_twice(int)", "io.cloudburst.cli.CommandsIT$Deployed.twice");
        assertFails(ExitCode.NOT_THERE, "FUNCTION_NOT_FOUND", run("call", "deployed_twice", "2"));
        JsonNode deployed = json(run("deploy", jar.toString(), "--json").out());
        assertThat(deployed.get("name").textValue()).isEqualTo("deployed_twice");
        assertThat(deployed.get("version").longValue()).isPositive();
        assertPrints("4", run("call", "deployed_twice", "2"));
        assertFails(ExitCode.WRONG, "INVALID_ARGUMENT: there is no jar", run("deploy", jar + ".missing"));
    }

    @Test
    void ofALargeObjectThereIsItsSize() {
        try (Cloudburst cloudburst = Cloudburst.connect(stack.bootstrapServers())) {
            cloudburst.put("large", new byte[2_000_000]);
        }

        assertThat(run("kvs", "get", "large").out()).contains("{\"$large\":2000004}");
    }

    @Test
    void failedCallsSayWhyInOneLineAndExitWithOne() {
        assertFails(ExitCode.NOT_THERE, "FUNCTION_NOT_FOUND", run("call", "no_such"));
        assertFails(ExitCode.WRONG, "INVALID_ARGUMENT", run("call", "square", "two"));
        assertFails(ExitCode.WRONG, "INVALID_ARGUMENT", run("call", "square"));
        assertFails(ExitCode.NOT_THERE, "DAG_NOT_FOUND", run("call", "--dag", "no_such"));
        assertFails(ExitCode.WRONG, "NODE=JSON", run("call", "--dag", "incr_then_square", "4"));
        assertFails(ExitCode.FAILED, "EXECUTION_ERROR", run("call", "square", "null"));
        assertThat(run("call", "square", "null", "--verbose").err()).contains("Tour.java");
        JsonNode error = json(run("call", "square", "null", "--json").err()).get("error");
        assertThat(error.get("code").textValue()).isEqualTo("EXECUTION_ERROR");
        assertThat(error.get("stackTrace").textValue()).contains("Tour.java");
        assertFails(ExitCode.UNREACHABLE, "UNAVAILABLE", runAsItIs("call", "square", "2", "--server", "127.0.0.1:1"));
    }

    @Test
    void whatIsAskedWronglyExitsWithTwo() {
        assertThat(runAsItIs("frobnicate").exitCode()).isEqualTo(2);
        assertThat(runAsItIs().exitCode()).isEqualTo(2);
        assertThat(runAsItIs("kvs", "frobnicate").exitCode()).isEqualTo(2);
        assertThat(runAsItIs("kvs", "--set", "kvs.prt=1").err()).contains("there is no setting kvs.prt");
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
        assertFails(
                ExitCode.WRONG,
                "API keys",
                runAsItIs(
                        "gateway",
                        "--set",
                        "gateway.host=0.0.0.0",
                        "--set",
                        "gateway.port=0",
                        "--set",
                        "kafka.bootstrap-servers=" + stack.bootstrapServers(),
                        "--set",
                        "directory=" + directory));
    }

    @Test
    void functionsAndDagsAreListed() {
        assertThat(run("functions").out())
                .startsWith("NAME")
                .containsPattern("incr +\\d+ +\\(Integer\\)")
                .contains("square");
        assertThat(run("functions", "sq").out().lines()).hasSize(2);
        assertThat(json(run("functions", "show", "square", "--json").out())
                        .get("parameterTypes")
                        .toString())
                .isEqualTo("[\"java.lang.Integer\"]");
        assertFails(ExitCode.NOT_THERE, "FUNCTION_NOT_FOUND", run("functions", "show", "no_such"));
        assertThat(run("dag", "list").out()).containsPattern("incr_then_square +\\d+ +2 +incr -> square");
        Result none = run("functions", "no_such");
        assertThat(none.out()).isEmpty();
        assertThat(none.err()).contains("no functions begin with");
        assertThat(none.exitCode()).isZero();
    }

    @Test
    void aDagIsRegisteredFromAFileShownAndDeleted() throws IOException {
        Path file = directory.resolve("dag.yaml");
        Files.writeString(file, """
                name: twice_more
                nodes: [{name: incr}, {name: again, target: incr}]
                edges: [{from: incr, to: again}]
                """);

        assertThat(run("dag", "register", file.toString(), "--dry-run").out()).startsWith("DAG 'twice_more'");
        assertFails(ExitCode.NOT_THERE, "DAG_NOT_FOUND", run("dag", "show", "twice_more"));
        assertThat(run("dag", "register", file.toString()).out()).matches("twice_more version \\d+");
        assertPrints("3", run("call", "--dag", "twice_more", "incr=1"));
        Files.writeString(file, run("dag", "show", "twice_more", "--json").out());
        assertThat(run("dag", "register", file.toString()).exitCode()).isZero();
        Files.writeString(file, "nodes: [{name: square}]");
        assertFails(ExitCode.WRONG, "no \"name\"", run("dag", "register", file.toString()));
        assertFails(ExitCode.WRONG, "DAG_INVALID", run("dag", "register", file.toString(), "--name", "twice_more"));
        assertPrints("deleted twice_more", run("dag", "delete", "twice_more"));
        assertFails(ExitCode.NOT_THERE, "DAG_NOT_FOUND", run("dag", "delete", "twice_more"));
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
        assertFails(ExitCode.NOT_THERE, "DAG_NOT_FOUND", run("dag", "explain", "no_such"));
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
        assertThat(run("kvs", "scan", "written/", "--json").out().lines()).hasSize(2);
        assertThat(run("kvs", "scan", "written/").out()).startsWith("KEY").contains("{\"hello\":[\"world\",1]}");
        assertPrints("", run("kvs", "delete", "written/greeting"));
        Result deleted = run("kvs", "get", "written/greeting");
        assertThat(deleted.out()).contains("\"value\":null,\"deleted\":true");
        assertThat(deleted.exitCode()).isEqualTo(ExitCode.NOT_THERE);
        assertFails(ExitCode.WRONG, "INVALID_ARGUMENT", run("kvs", "put", "cloudburst/x", "1"));
        assertThat(run("kvs", "scan", "--limit", "0").exitCode()).isEqualTo(2);
    }

    private static void assertIsNotThere(Result result) {
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("error: there is no key ");
        assertThat(result.exitCode()).isEqualTo(ExitCode.NOT_THERE);
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
            assertThat(expired.exitCode()).isEqualTo(ExitCode.NOT_THERE);
        });
        assertThat(run("kvs", "put", "cli/short", "1", "--ttl", "soon").exitCode())
                .isEqualTo(2);
        assertFails(ExitCode.WRONG, "time to live", run("kvs", "put", "cli/short", "1", "--ttl", "0s"));
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

        assertFails(ExitCode.WRONG, "observed-remove-map", run("kvs", "merge", "cli/highest", "maximum", "7"));
        assertFails(ExitCode.WRONG, "not JSON", run("kvs", "merge", "cli/highest", "max", "{"));
        assertFails(ExitCode.WRONG, "expected a number", run("kvs", "merge", "cli/highest", "max", "\"seven\""));
        assertFails(ExitCode.WRONG, "'cli/highest' has a max", run("kvs", "merge", "cli/highest", "set", "[7]"));
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
        assertThat(run("kvs", "get", "cli/causal").exitCode()).isEqualTo(ExitCode.NOT_THERE);
        assertFails(ExitCode.WRONG, "only grows", run("kvs", "delete", "cli/max"));
    }

    @Test
    void theStatusShowsWhoHasWhat() {
        Result table = run("kvs", "status");
        assertThat(table.out()).startsWith("node local at 127.0.0.1:").contains("replica set 0", "LAG");
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
                ExitCode.FAILED,
                "in use",
                runAsItIs("kvs", "restore", "-d", store, "--backup-directory", where.toString(), "--replace"));
        Path other = directory.resolve("other");
        Result restored =
                runAsItIs("kvs", "restore", "-d", other.toString(), "--backup-directory", where.toString(), "--json");
        assertThat(restored.out().lines()).hasSize(4);
        assertFails(
                ExitCode.FAILED,
                "already",
                runAsItIs("kvs", "restore", "-d", other.toString(), "--backup-directory", where.toString()));
        assertFails(
                ExitCode.FAILED,
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
    void deadLettersAreListedAndPutBack() throws Exception {
        assertNotes("there are no dead letters", run("dead-letters", "list"));
        assertPrints("", run("dead-letters", "list", "--json"));
        assertNotes("there is nothing to replay", run("dead-letters", "replay", "--all", "--yes"));

        sendGarbage("bad call", "this is\nno call");
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(run("dead-letters", "list").out())
                        .startsWith("0  ")
                        .contains("from cloudburst.calls-0@", "key bad call", "15 bytes: this is no call"));
        JsonNode letter = json(run("dead-letters", "list", "--json").out());
        assertThat(letter.at("/source/topic").textValue()).isEqualTo("cloudburst.calls");
        assertThat(letter.get("reason").textValue()).isNotEmpty();
        assertThat(letter.get("key").textValue()).isEqualTo("bad call");
        assertThat(letter.get("preview").textValue()).isEqualTo("this is no call");
        assertThat(letter.has("replayed")).isFalse();
        assertNotes("there are no such dead letters", run("dead-letters", "list", "--topic", "cloudburst.kvs"));
        assertNotes("there are no such dead letters", run("dead-letters", "list", "--from", "1"));

        assertThat(run("dead-letters", "replay", "0").out()).startsWith("0 is now cloudburst.calls-0@");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> run("dead-letters", "list").out().contains("  replayed 20"));
        assertFails(ExitCode.FAILED, "replayed before", run("dead-letters", "replay", "0"));
        assertFails(ExitCode.FAILED, "no dead letter at this offset", run("dead-letters", "replay", "99"));
        assertThat(json(run("dead-letters", "replay", "--again", "--json", "0").out())
                        .at("/now/topic")
                        .textValue())
                .isEqualTo("cloudburst.calls");

        for (String[] wrong : new String[][] {
            {"dead-letters"},
            {"dead-letters", "replay"},
            {"dead-letters", "replay", "--all"},
            {"dead-letters", "replay", "--all", "--yes", "3"},
            {"dead-letters", "replay", "-1"},
            {"dead-letters", "replay", "three"},
            {"dead-letters", "replay", "3", "--topic", "cloudburst.calls"},
            {"dead-letters", "list", "--limit", "0"},
            {"dead-letters", "list", "--from", "-1"},
        }) {
            assertThat(run(wrong).exitCode()).as(String.join(" ", wrong)).isEqualTo(2);
        }
    }

    private static void sendGarbage(String key, String value) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                KafkaSettings.of(stack.bootstrapServers()).producer("garbage"),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>("cloudburst.calls", key, value)).get();
        }
    }

    @Test
    void aCallOfAReferenceReadsTheStore() {
        run("kvs", "put", "seven", "7");

        assertPrints("49", run("call", "square", "{\"$ref\": \"seven\"}"));
    }
}
