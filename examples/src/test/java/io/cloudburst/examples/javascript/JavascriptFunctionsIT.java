package io.cloudburst.examples.javascript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.executor.RemoteSettings;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.Ref;
import io.cloudburst.sdk.RetryPolicy;
import io.cloudburst.stack.LocalStack;
import io.cloudburst.stack.StackSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The functions of {@code javascript}, in Node, in DAGs with functions in Java, on a stack of real parts. */
class JavascriptFunctionsIT {
    private static final Path SOURCES = Path.of("javascript");
    private static final String READY = "ready on port ";
    private static final long MINUTES = 2;

    @TempDir
    static Path directory;

    private static Process server;
    private static LocalStack stack;
    private static Cloudburst cloudburst;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(runs("node", "--version"), "skipped: there is no node here, which runs the functions");
        assumeTrue(runs("npm", "--version"), "skipped: there is no npm here, which installs StateFun's SDK");
        Path program = Files.createDirectory(directory.resolve("javascript"));
        for (String file : List.of("package.json", "package-lock.json", "cloudburst.js", "server.js")) {
            Files.copy(SOURCES.resolve(file), program.resolve(file));
        }
        Path log = directory.resolve("npm.log");
        int installed = run(program, log, "npm", "ci", "--no-audit", "--no-fund");
        assertThat(installed).as(Files.readString(log)).isZero();
        int port = startServer(program);
        stack = LocalStack.start(StackSettings.in(directory.resolve("stack"), 0)
                .withRemote(RemoteSettings.NONE.withEndpoints(Map.of("js", "http://127.0.0.1:" + port))));
        cloudburst = Cloudburst.connect(stack.bootstrapServers());
        FunctionOptions js = FunctionOptions.NONE.inPool("js");
        cloudburst.registerServed("words", "example/words", 1, js);
        cloudburst.registerServed("count", "example/count", 1, js);
        cloudburst.registerServed("refuse", "example/refuse", 1, js.withRetry(RetryPolicy.attempts(2)));
    }

    private static boolean runs(String... command) {
        try {
            return run(directory, directory.resolve("version.log"), command) == 0;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    private static int run(Path where, Path log, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(where.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + " did not end in time");
        }
        return process.exitValue();
    }

    private static int startServer(Path program) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("node", "server.js")
                .directory(program.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("PORT", "0");
        server = builder.start();
        BufferedReader said = server.inputReader();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith(READY)) {
                return Integer.parseInt(line.substring(READY.length()));
            }
        }
        throw new IOException("the server ended before it was ready");
    }

    @AfterAll
    static void stop() {
        if (cloudburst != null) {
            cloudburst.close();
        }
        if (stack != null) {
            stack.close();
        }
        if (server != null) {
            server.destroyForcibly();
        }
    }

    @Test
    void aDagGoesFromJavaToJavascriptAndBack() {
        cloudburst.put("poem", "A rose is a rose is a rose");
        cloudburst.register("twice", (FunctionContext context, String text) -> text + " " + text);
        cloudburst.register("most", (FunctionContext context, Map<String, Integer> counts) -> counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey());
        cloudburst.registerDag(Dag.chain("favourite", "twice", "words", "count", "most"));

        assertThat(cloudburst
                        .callDag("favourite", Map.of("twice", List.of(Ref.to("poem"))))
                        .get())
                .isEqualTo("a");
    }

    @Test
    void aReferenceIsReadForIt() {
        cloudburst.put("short-poem", "Tick, tock");

        assertThat(cloudburst.function("words").call(Ref.to("short-poem")).get())
                .isEqualTo(List.of("tick", "tock"));
    }

    @Test
    void aReferenceIsWaitedForIfThatIsAsked() {
        var words = cloudburst.function("words").call(Ref.to("late-poem").waiting());
        cloudburst.function("words").call("in the meantime").get();
        assertThat(words.isDone()).isFalse();

        cloudburst.put("late-poem", "At last");

        assertThat(words.get()).isEqualTo(List.of("at", "last"));
    }

    @Test
    void itRunsForEachElement() {
        cloudburst.registerDag(Dag.named("all_words").node("words", Dag.each()).build());

        assertThat(cloudburst
                        .callDag("all_words", Map.of("words", List.of(List.of("one two", "", "three"))))
                        .get())
                .isEqualTo(List.of(List.of("one", "two"), List.of(), List.of("three")));
    }

    @Test
    void aLargeTextGoesThereAndComesBackInWords() {
        String text = "word ".repeat(400_000);

        assertThat((List<?>) cloudburst.function("words").call(text).get()).hasSize(400_000);
    }

    @Test
    void whatItThrowsIsItsCallersWithItsStackTrace() {
        CloudburstException failure = catchThrowableOfType(
                CloudburstException.class,
                () -> cloudburst.function("refuse").call("not today").get());

        assertThat(failure.code()).isEqualTo(ErrorCode.EXECUTION_ERROR);
        assertThat(failure).hasMessageContaining("function 'refuse' failed: Error: not today");
        assertThat(failure.remoteStackTrace()).contains("server.js");
    }
}
