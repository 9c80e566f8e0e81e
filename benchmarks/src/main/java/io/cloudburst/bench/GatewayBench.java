package io.cloudburst.bench;

import io.cloudburst.bench.Measure.Target;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.server.Role;
import io.cloudburst.stack.Directories;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * {@code square(incr(x))} over HTTP, beside the same calls through the SDK in the same run, as many at once. Each part is a process of
 * its own; the clients are this one.
 */
public final class GatewayBench {
    private static final String NAME = "gateway";
    private static final String DAG = "incr_then_square";
    private static final int ROUNDS = 3;

    private final Report report;
    private final double seconds;

    /** @param seconds for each case, of HTTP and of the SDK */
    public GatewayBench(Report report, double seconds) {
        this.report = report;
        this.seconds = seconds;
    }

    /** What one turn has shown. */
    private record Round(Histogram sequential, Load.Rate at64, Load.Rate at256) {
        double millis(double percentile) {
            return Load.millis(sequential, percentile);
        }
    }

    public List<Measure> run() throws Exception {
        Path directory = Files.createTempDirectory("cloudburst-bench-");
        try (ChildProcesses processes = new ChildProcesses(directory)) {
            report.say("starting broker, store, job manager, task manager and gateway, a process each");
            String bootstrapServers = processes.startBroker(directory);
            processes.startStore(directory, bootstrapServers);
            processes.startJob(directory, bootstrapServers);
            int port = ChildProcesses.freePort();
            processes.start(Role.GATEWAY, directory, bootstrapServers, "gateway.port=" + port);
            try (Cloudburst cloudburst = Cloudburst.connect(bootstrapServers);
                    HttpCalls http = new HttpCalls(port, DAG)) {
                Load.Target sdk = composition(cloudburst);
                double warmUp = Load.warmUpSeconds(seconds);
                report.say("warming up: %.0f s each".formatted(warmUp));
                Load.perSecond(sdk, 256, warmUp);
                Load.perSecond(http, 256, warmUp);
                report.say("measuring: %d rounds, %.0f s a case".formatted(ROUNDS, seconds));
                List<Measure> measures = measures(Rounds.take(ROUNDS, () -> round(http), () -> round(sdk)));
                report.print(measures);
                return measures;
            }
        } finally {
            Directories.delete(directory);
        }
    }

    private static Load.Target composition(Cloudburst cloudburst) {
        cloudburst.register("incr", (FunctionContext context, Long x) -> x + 1);
        cloudburst.register("square", (FunctionContext context, Long x) -> x * x);
        cloudburst.registerDag(Dag.chain(DAG, "incr", "square"));
        return x -> cloudburst
                .callDag(DAG, Map.of("incr", List.of(x)), Long.class)
                .thenApply(result -> result == (x + 1) * (x + 1));
    }

    private Round round(Load.Target target) {
        double each = seconds / ROUNDS;
        return new Round(Load.sequential(target, each), Load.rate(target, 64, each), Load.rate(target, 256, each));
    }

    private static List<Measure> measures(Rounds<Round> rounds) {
        return List.of(
                rounds.measure(NAME, "one at a time p50", "ms", round -> round.millis(50), Target.NONE),
                rounds.difference(NAME, "p50 over the SDK's", "ms", round -> round.millis(50), Target.valueAtMost(1)),
                rounds.measure(NAME, "one at a time p99", "ms", round -> round.millis(99), Target.NONE),
                rounds.measure(
                        NAME, "64 connections", "calls/s", round -> round.at64().perSecond(), Target.atLeast(0.5)),
                rounds.measure(NAME, "64 connections p50", "ms", round -> p50(round.at64()), Target.NONE),
                rounds.measure(
                        NAME,
                        "256 connections",
                        "calls/s",
                        round -> round.at256().perSecond(),
                        Target.atLeast(0.5)),
                rounds.measure(NAME, "256 connections p50", "ms", round -> p50(round.at256()), Target.NONE));
    }

    private static double p50(Load.Rate rate) {
        return Load.millis(rate.nanos(), 50);
    }
}
