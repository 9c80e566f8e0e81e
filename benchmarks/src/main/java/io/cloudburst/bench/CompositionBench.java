package io.cloudburst.bench;

import io.cloudburst.bench.Measure.Target;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.stack.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.HdrHistogram.Histogram;

/**
 * {@code square(incr(x))} as a DAG through the whole system, beside the floor: the same record from client to topic to a process
 * that echoes it to topic to client, on the same broker with the same client settings. Each part is a process of its own; the
 * client is this one.
 */
public final class CompositionBench {
    private static final String NAME = "composition";
    private static final int ROUNDS = 3;

    private final Report report;
    private final double seconds;
    private final double warmUpSeconds;

    /** @param seconds for each case, of the floor and of the system */
    public CompositionBench(Report report, double seconds) {
        this.report = report;
        this.seconds = seconds;
        this.warmUpSeconds = Load.warmUpSeconds(seconds);
    }

    /** What one turn has shown. */
    private record Round(Histogram sequential, double at64, double at512) {}

    public List<Measure> run() throws Exception {
        Path directory = Files.createTempDirectory("cloudburst-bench-");
        try (ChildProcesses processes = new ChildProcesses(directory)) {
            String bootstrapServers = startStack(processes, directory);
            try (Cloudburst cloudburst = Cloudburst.connect(bootstrapServers);
                    EchoClient floor = new EchoClient(bootstrapServers, "floor-calls", "floor-replies", new byte[90])) {
                Load.Target system = composition(cloudburst);
                report.say("warming up: %.0f s each at full load".formatted(warmUpSeconds));
                Load.perSecond(floor, 512, warmUpSeconds);
                Load.perSecond(system, 512, warmUpSeconds);
                report.say("measuring: %d rounds, %.0f s a case".formatted(ROUNDS, seconds));
                List<Measure> measures = measures(Rounds.take(ROUNDS, () -> round(system), () -> round(floor)));
                report.print(measures);
                return measures;
            }
        } finally {
            Directories.delete(directory);
        }
    }

    private String startStack(ChildProcesses processes, Path directory)
            throws IOException, InterruptedException, ExecutionException {
        report.say("starting broker, store, job manager, task manager and echo, a process each");
        String bootstrapServers = processes.startBroker(directory);
        Floor.createTopics(bootstrapServers, "floor-calls", "floor-replies");
        processes.startStore(directory, bootstrapServers);
        processes.startJob(directory, bootstrapServers);
        processes.start("echo", EchoProcess.class, bootstrapServers, "floor-calls", "floor-replies");
        return bootstrapServers;
    }

    private static Load.Target composition(Cloudburst cloudburst) {
        cloudburst.register("incr", (FunctionContext context, Long x) -> x + 1);
        cloudburst.register("square", (FunctionContext context, Long x) -> x * x);
        cloudburst.registerDag(Dag.chain("incr_then_square", "incr", "square"));
        return x -> cloudburst
                .callDag("incr_then_square", Map.of("incr", List.of(x)), Long.class)
                .thenApply(result -> result == (x + 1) * (x + 1));
    }

    private Round round(Load.Target target) {
        double each = seconds / ROUNDS;
        return new Round(
                Load.sequential(target, each), Load.perSecond(target, 64, each), Load.perSecond(target, 512, each));
    }

    private static List<Measure> measures(Rounds<Round> rounds) {
        return List.of(
                millis(rounds, "sequential p50", 50, Target.atMost(1.6)),
                millis(rounds, "sequential p90", 90, Target.NONE),
                millis(rounds, "sequential p99", 99, Target.NONE),
                rounds.measure(NAME, "64 in flight", "calls/s", Round::at64, Target.NONE),
                rounds.measure(NAME, "512 in flight", "calls/s", Round::at512, Target.atLeast(0.3)));
    }

    private static Measure millis(Rounds<Round> rounds, String name, double percentile, Target target) {
        return rounds.measure(NAME, name, "ms", round -> Load.millis(round.sequential(), percentile), target);
    }
}
