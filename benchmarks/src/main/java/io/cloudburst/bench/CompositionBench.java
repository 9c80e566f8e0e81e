package io.cloudburst.bench;

import io.cloudburst.bench.Measure.Target;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.stack.Directories;
import io.cloudburst.stack.StackProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * {@code square(incr(x))} as a DAG through the whole system, beside the floor: the same record from client to topic to a process
 * that echoes it to topic to client, on the same broker with the same client settings. Each part is a process of its own; the
 * client is this one. Floor and system take turns, so that a change of the machine's mood hits both.
 */
public final class CompositionBench {
    private static final String NAME = "composition";
    private static final int ROUNDS = 3;
    /** Everything that is measured: calls one at a time, and 64 and 512 in flight. */
    private static final int CASES = 3;

    private final Report report;
    private final double seconds;
    private final double warmUpSeconds;

    /** @param seconds for each case, of the floor and of the system */
    public CompositionBench(Report report, double seconds) {
        this.report = report;
        this.seconds = seconds;
        this.warmUpSeconds = Math.min(15, seconds * CASES);
    }

    /** What one round has shown of one target. */
    private record Round(Histogram sequential, double at64, double at512) {}

    public List<Measure> run() throws IOException, InterruptedException, ExecutionException {
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
                List<Round> floors = new ArrayList<>();
                List<Round> systems = new ArrayList<>();
                for (int i = 0; i < ROUNDS; i++) {
                    floors.add(round(floor));
                    systems.add(round(system));
                }
                List<Measure> measures = measures(systems, floors);
                report.print(measures);
                return measures;
            }
        } finally {
            Directories.delete(directory);
        }
    }

    private String startStack(ChildProcesses processes, Path directory)
            throws IOException, InterruptedException, ExecutionException {
        String port = Integer.toString(freePort());
        String bootstrapServers = "127.0.0.1:" + port;
        report.say("starting broker, store, job and echo, a process each");
        start(processes, StackProcess.Part.BROKER, directory, port);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(
                            new NewTopic("floor-calls", 1, (short) 1), new NewTopic("floor-replies", 1, (short) 1)))
                    .all()
                    .get();
        }
        start(processes, StackProcess.Part.STORE, directory, bootstrapServers);
        start(processes, StackProcess.Part.JOB, directory, bootstrapServers);
        processes.start("echo", EchoProcess.class, bootstrapServers, "floor-calls", "floor-replies");
        return bootstrapServers;
    }

    private static void start(ChildProcesses processes, StackProcess.Part part, Path directory, String address) {
        String name = part.name().toLowerCase(Locale.ROOT);
        processes.start(
                name, StackProcess.class, part.name(), directory.resolve(name).toString(), address);
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

    private static List<Measure> measures(List<Round> system, List<Round> floor) {
        return List.of(
                millis("sequential p50", 50, system, floor, Target.atMost(1.6)),
                millis("sequential p90", 90, system, floor, Target.NONE),
                millis("sequential p99", 99, system, floor, Target.NONE),
                rate("64 in flight", Round::at64, system, floor, Target.NONE),
                rate("512 in flight", Round::at512, system, floor, Target.atLeast(0.3)));
    }

    private static Measure millis(
            String name, double percentile, List<Round> system, List<Round> floor, Target target) {
        ToDoubleFunction<Round> value = round -> round.sequential().getValueAtPercentile(percentile) / 1e6;
        return new Measure(NAME, name, median(system, value), "ms", median(floor, value), target);
    }

    private static Measure rate(
            String name, ToDoubleFunction<Round> value, List<Round> system, List<Round> floor, Target target) {
        return new Measure(NAME, name, median(system, value), "calls/s", median(floor, value), target);
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> value) {
        List<Double> values =
                new ArrayList<>(rounds.stream().map(value::applyAsDouble).toList());
        Collections.sort(values);
        return values.get(values.size() / 2);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
