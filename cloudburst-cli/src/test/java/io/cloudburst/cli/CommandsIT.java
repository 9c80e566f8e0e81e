package io.cloudburst.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.stack.LocalStack;
import io.cloudburst.stack.StackSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
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
    void functionsAndDagsAreListed() {
        assertThat(run("functions").out()).contains("incr(Integer) version ", "square(Integer) version ");
        assertThat(run("functions", "sq").out()).startsWith("square").doesNotContain("incr");
        assertPrints("incr_then_square: incr -> square", run("dags"));
    }

    @Test
    void theStoreIsReadAndWritten() {
        assertPrints("", run("kvs", "put", "cli/greeting", "{\"hello\": [\"world\", 1]}"));
        assertThat(run("kvs", "get", "cli/greeting").out())
                .startsWith(
                        "{\"key\":\"cli/greeting\",\"type\":\"last-writer-wins\",\"value\":{\"hello\":[\"world\",1]}");
        assertPrints("5", run("kvs", "add", "cli/hits", "5"));
        assertThat(run("kvs", "scan", "cli/").out().lines()).hasSize(2);
        assertPrints("", run("kvs", "delete", "cli/greeting"));
        assertThat(run("kvs", "get", "cli/greeting").out()).contains("\"value\":null");
        assertFails("no key", run("kvs", "get", "cli/nothing"));
        assertFails("INVALID_ARGUMENT", run("kvs", "put", "cloudburst/x", "1"));
    }

    @Test
    void aCallOfAReferenceReadsTheStore() {
        run("kvs", "put", "seven", "7");

        assertPrints("49", run("call", "square", "{\"$ref\": \"seven\"}"));
    }
}
