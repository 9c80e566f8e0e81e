package io.cloudburst.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CallOptions;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.value.ValueJson;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

@Command(
        name = "call",
        description = {
            "Call a function, or a DAG with --dag, and print the result as JSON.",
            "With '-' as the only argument, call once for each line of standard input: an array of arguments, or the only argument; for a"
                    + " DAG an object of nodes and their arguments. Results are printed in the order of the lines, and a summary at the end."
                    + " Exits with 1 if a call failed; Ctrl-C cancels what is under way."
        },
        footer = {
            "",
            "Examples:",
            "  cloudburst call square 2",
            "  cloudburst call greet '{\"name\": \"Ada\"}'",
            "  cloudburst call greet @person.json",
            "  cloudburst call length '{\"$ref\": \"some-key\"}'",
            "  cloudburst call --dag incr_then_square incr=1",
            "  seq 1000 | cloudburst call square -"
        })
final class CallCommand implements Callable<Integer> {
    private static final List<String> FROM_STANDARD_INPUT = List.of("-");
    private static final int MOST_IN_FLIGHT = 10_000;
    private static final double NANOS_PER_MILLI = 1e6;

    @Mixin
    private ServerOption server;

    @Mixin
    private Output output;

    @Option(names = "--dag", description = "NAME is a DAG's; arguments are NODE=JSON.")
    private boolean dag;

    @Option(
            names = "--delay",
            paramLabel = "TIME",
            converter = DurationArgument.class,
            defaultValue = "0s",
            description = "Begin so much later.")
    private Duration delay;

    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            description = "Of calls with the same key one runs, and all are answered alike.")
    private String idempotencyKey;

    @Option(names = "--output-key", paramLabel = "KEY", description = "Put the result into the store as well.")
    private String outputKey;

    @Option(names = "--trace", description = "Show what ran when, on standard error.")
    private boolean trace;

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            defaultValue = "256",
            description = "With '-': at most so many calls at once (default: ${DEFAULT-VALUE}).")
    private int inFlight;

    @Parameters(index = "0", paramLabel = "NAME", description = "What to call.")
    private String name;

    @Parameters(
            index = "1..*",
            paramLabel = "ARGUMENT",
            description =
                    "JSON; what is no JSON is a string; @FILE is what the file has; {\"$ref\": KEY} is the object under a key.")
    private List<String> arguments = List.of();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        boolean lines = arguments.equals(FROM_STANDARD_INPUT);
        check(lines);
        CallOptions options = options();
        try (Interrupt interrupt = new Interrupt();
                Cloudburst cloudburst = server.connect()) {
            Callee callee = dag ? Callee.dag(cloudburst, name, options) : Callee.function(cloudburst, name, options);
            return lines
                    ? new CallLines(callee, standardInput(), inFlight, output, interrupt.asked()).run()
                    : callOnce(callee, interrupt.asked());
        }
    }

    private void check(boolean lines) {
        if (lines && (idempotencyKey != null || outputKey != null || trace)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--idempotency-key, --output-key and --trace are for one call, not for many lines");
        }
        if (inFlight < 1 || inFlight > MOST_IN_FLIGHT) {
            throw new ParameterException(
                    spec.commandLine(), "--in-flight must be from 1 to %d, not %d".formatted(MOST_IN_FLIGHT, inFlight));
        }
    }

    private CallOptions options() {
        CallOptions options = CallOptions.NONE.withTimeout(server.timeout()).withDelay(delay);
        options = idempotencyKey == null ? options : options.withIdempotencyKey(idempotencyKey);
        options = outputKey == null ? options : options.withOutputKey(outputKey);
        return trace ? options.withTrace() : options;
    }

    private static LineSource standardInput() throws IOException {
        // Not closed, since it is not ours. Of what is no file the size is 0.
        long bytes = new FileInputStream(FileDescriptor.in).getChannel().size();
        return new LineSource(System.in, bytes);
    }

    private int callOnce(Callee callee, CompletableFuture<Void> interrupt) {
        long made = System.nanoTime();
        CloudFuture<Value> future = callee.call(arguments);
        // Whatever comes of it.
        CompletableFuture.anyOf(future.handle((result, failure) -> null), interrupt)
                .join();
        if (!future.isDone()) {
            future.cancel(true);
            throw new CloudburstException(ErrorCode.CANCELLED, "interrupted; the call was cancelled");
        }
        double ms = (System.nanoTime() - made) / NANOS_PER_MILLI;
        try {
            JsonNode result = ValueJson.toJson(future.get());
            ObjectNode object = JsonNodeFactory.instance
                    .objectNode()
                    .put("id", future.callId())
                    .put("ms", ms)
                    .set("result", result);
            future.timeline().ifPresent(timeline -> object.set("trace", Waterfall.toJson(timeline)));
            output.result(result.toString(), object);
        } finally {
            future.timeline().ifPresent(timeline -> output.note(new Waterfall(timeline).text()));
        }
        return ExitCode.DONE;
    }
}
