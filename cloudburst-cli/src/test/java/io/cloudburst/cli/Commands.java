package io.cloudburst.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudburst.cli.terminal.Terminal;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.value.ValueJson;
import io.cloudburst.stack.Directories;
import io.cloudburst.stack.LocalStack;
import io.cloudburst.stack.StackSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The command, run as scripts run it, before one stack for all tests of this JVM; every test uses names of its own. */
final class Commands {
    private static Path directory;
    private static LocalStack stack;

    private Commands() {}

    static synchronized String bootstrapServers() {
        if (stack == null) {
            try {
                directory = Files.createTempDirectory("cloudburst-cli-it-");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            stack = LocalStack.start(StackSettings.in(directory, 0));
            Runtime.getRuntime().addShutdownHook(new Thread(Commands::stop));
            try (Cloudburst cloudburst = Cloudburst.connect(stack.bootstrapServers())) {
                Tour.registerFunctions(cloudburst);
            }
        }
        return stack.bootstrapServers();
    }

    private static void stop() {
        try {
            stack.close();
            Directories.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of the stack; tests may have files of their own in it. */
    static Path directory() {
        bootstrapServers();
        return directory;
    }

    record Result(int exitCode, String out, String err) {}

    static Result run(String... words) {
        List<String> args = new ArrayList<>(List.of(words));
        args.addAll(List.of("--server", bootstrapServers()));
        return runAsItIs(args.toArray(String[]::new));
    }

    static Result runAsItIs(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.execute(Terminal.NONE, new PrintWriter(out, true), new PrintWriter(err, true), args);
        return new Result(exitCode, out.toString().strip(), err.toString().strip());
    }

    static void assertPrints(String expected, Result result) {
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo(expected);
        assertThat(result.exitCode()).isZero();
    }

    static void assertFails(int exitCode, String expected, Result result) {
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("error: ").contains(expected).hasLineCount(1);
        assertThat(result.exitCode()).isEqualTo(exitCode);
    }

    /** What is no result is not on standard output. */
    static void assertNotes(String expected, Result result) {
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).isEqualTo(expected);
        assertThat(result.exitCode()).isZero();
    }

    static Result withInput(String text, Supplier<Result> command) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        try {
            return command.get();
        } finally {
            System.setIn(before);
        }
    }

    static JsonNode valueOf(String key) {
        return json(run("kvs", "get", key).out()).get("value");
    }

    static JsonNode json(String text) {
        return ValueJson.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
