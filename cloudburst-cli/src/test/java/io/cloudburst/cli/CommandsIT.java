package io.cloudburst.cli;

import static io.cloudburst.cli.Commands.assertFails;
import static io.cloudburst.cli.Commands.assertNotes;
import static io.cloudburst.cli.Commands.assertPrints;
import static io.cloudburst.cli.Commands.json;
import static io.cloudburst.cli.Commands.run;
import static io.cloudburst.cli.Commands.runAsItIs;
import static io.cloudburst.cli.Commands.valueOf;
import static io.cloudburst.cli.Commands.withInput;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudburst.cli.Commands.Result;
import io.cloudburst.cli.terminal.Terminal;
import io.cloudburst.sdk.CloudFunction;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The commands that call, and that show and change what is called, as scripts use them: standard output, standard error, exit code. */
class CommandsIT {
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
        List<JsonNode> lines = some.out().lines().map(Commands::json).toList();
        assertThat(lines).extracting(line -> line.get("line").intValue()).containsExactly(1, 3, 4);
        assertThat(lines.get(0).get("result").intValue()).isEqualTo(4);
        assertThat(lines.get(1).at("/error/code").textValue()).isEqualTo("EXECUTION_ERROR");
        assertThat(lines.get(2).at("/error/code").textValue()).isEqualTo("INVALID_ARGUMENT");
        assertThat(json(some.err()).at("/summary/failed").intValue()).isEqualTo(2);
        assertThat(some.exitCode()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void aCallHasItsOptions() throws IOException {
        Path file = Files.writeString(Commands.directory().resolve("argument.json"), "12");
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
        Path jar = Commands.directory().resolve("deployed.jar");
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
        Path file = Commands.directory().resolve("gateway-keys");
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
                        "kafka.bootstrap-servers=" + Commands.bootstrapServers(),
                        "--set",
                        "directory=" + Commands.directory()));
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
        Path file = Commands.directory().resolve("dag.yaml");
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
    void aCallOfAReferenceReadsTheStore() {
        run("kvs", "put", "seven", "7");

        assertPrints("49", run("call", "square", "{\"$ref\": \"seven\"}"));
    }

    private static String called(String... words) {
        List<String> call = new ArrayList<>(List.of("call", "--json"));
        call.addAll(List.of(words));
        Result result = run(call.toArray(String[]::new));
        return result.exitCode() == 0
                ? json(result.out()).get("id").textValue()
                : newestRun("--function", words[0], "--outcome", "EXECUTION_ERROR");
    }

    private static String newestRun(String... filter) {
        List<String> runs = new ArrayList<>(List.of("runs", "--json", "--limit", "1"));
        runs.addAll(List.of(filter));
        return await().atMost(Duration.ofSeconds(20))
                .until(() -> run(runs.toArray(String[]::new)).out(), out -> !out.isEmpty())
                .transform(out -> json(out).get("id").textValue());
    }

    @Test
    void runsAreListedAndShown() {
        String squared = called("square", "11");
        String failed = called("square", "null");
        String chained = called("--dag", "incr_then_square", "incr=6");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(run("runs").out())
                        .startsWith("BEGAN")
                        .contains("DAG incr_then_square", squared, failed, chained));

        assertThat(run("runs", "--dag", "incr_then_square", "--json").out().lines())
                .extracting(line -> json(line).get("target").textValue())
                .containsOnly("incr_then_square");
        assertThat(run("runs", "--function", "square", "--outcome", "OK").out())
                .contains(squared)
                .doesNotContain(failed, chained);
        assertNotes("there are no such runs", run("runs", "--outcome", "LOST"));
        assertPrints("", run("runs", "--outcome", "LOST", "--json"));

        assertThat(run("runs", "show", chained).out())
                .contains("DAG incr_then_square", "arguments of incr  [6]", "result             49")
                .containsPattern("incr > square +\\.*=+ +at ");
        assertThat(run("runs", "show", failed).out()).contains("NullPointerException", "Tour.java");
        JsonNode shown = json(run("runs", "show", squared, "--json").out());
        assertThat(shown.at("/result").intValue()).isEqualTo(121);
        assertThat(shown.at("/timeline/0/functions/0").textValue()).isEqualTo("square");
        assertFails(ExitCode.NOT_THERE, "nothing is known of a run 'nobody'", run("runs", "show", "nobody"));
        assertThat(json(run("runs", "show", "nobody", "--json").err())
                        .at("/error/code")
                        .textValue())
                .isEqualTo("RUN_NOT_FOUND");
        for (String[] wrong : new String[][] {
            {"runs", "--outcome", "fine"},
            {"runs", "--limit", "0"},
            {"runs", "--dag", "a", "--function", "b"},
            {"runs", "--since", "yesterday"},
            {"runs", "show"},
        }) {
            assertThat(run(wrong).exitCode()).as(String.join(" ", wrong)).isEqualTo(2);
        }
    }

    @Test
    void runsAreFollowedUntilNobodyReadsThem() throws Exception {
        String before = called("square", "12");
        assertThat(newestRun("--function", "square")).isNotEmpty();
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        PipedReader printed = new PipedReader();
        PrintWriter out = new PrintWriter(new PipedWriter(printed), true);
        CompletableFuture<Integer> followed = CompletableFuture.supplyAsync(() -> Main.execute(
                Terminal.NONE,
                out,
                new PrintWriter(new StringWriter()),
                "runs",
                "--follow",
                "--function",
                "square",
                "--server",
                Commands.bootstrapServers()));
        BufferedReader reader = new BufferedReader(printed);
        Thread reading = new Thread(() -> reader.lines().forEach(lines::add));
        reading.setDaemon(true);
        reading.start();
        await().atMost(Duration.ofSeconds(20)).until(() -> lines.stream().anyMatch(line -> line.contains(before)));
        String after = called("square", "13");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> lines.stream().anyMatch(line -> line.contains(after) && line.contains("  OK  ")));

        printed.close();

        await().atMost(Duration.ofSeconds(20)).until(() -> {
            called("square", "14");
            return followed.isDone();
        });
        assertThat(followed.get()).isEqualTo(ExitCode.DONE);
    }
}
