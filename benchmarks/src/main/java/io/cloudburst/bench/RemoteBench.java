package io.cloudburst.bench;

import io.cloudburst.bench.Measure.Target;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.RegisteredFunction;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.server.Role;
import io.cloudburst.stack.Directories;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * A function that runs on a worker beside the same function in the job, called by the same client in the same run. Each part is a
 * process of its own; the client is this one.
 */
public final class RemoteBench {
    private static final String NAME = "remote";
    private static final int ROUNDS = 5;
    private static final int IN_FLIGHT = 64;
    private static final double MICROS = 1_000;

    private final Report report;
    private final double seconds;

    /** @param seconds for each case, of the remote function and of the embedded one */
    public RemoteBench(Report report, double seconds) {
        this.report = report;
        this.seconds = seconds;
    }

    /** What one turn has shown. */
    private record Round(Histogram sequential, double perSecond) {
        double micros(double percentile) {
            return Load.millis(sequential, percentile) * MICROS;
        }
    }

    public List<Measure> run() throws Exception {
        Path directory = Files.createTempDirectory("cloudburst-bench-");
        try (ChildProcesses processes = new ChildProcesses(directory)) {
            report.say("starting broker, store, job and worker, a process each");
            String bootstrapServers = processes.startBroker(directory);
            processes.startStore(directory, bootstrapServers);
            processes.startJob(directory, bootstrapServers);
            processes.start(Role.WORKER, directory, bootstrapServers, "worker.port=0");
            try (Cloudburst cloudburst = Cloudburst.connect(bootstrapServers)) {
                Load.Target remote = square(cloudburst, "remote_square", FunctionOptions.NONE.remote());
                Load.Target embedded = square(cloudburst, "square", FunctionOptions.NONE);
                report.say("warming up: %.0f s each".formatted(seconds));
                Load.perSecond(embedded, IN_FLIGHT, seconds);
                Load.perSecond(remote, IN_FLIGHT, seconds);
                report.say("measuring: %d rounds, %.1f s a case".formatted(ROUNDS, seconds / ROUNDS));
                List<Measure> measures = measures(Rounds.take(ROUNDS, () -> round(remote), () -> round(embedded)));
                report.print(measures);
                return measures;
            }
        } finally {
            Directories.delete(directory);
        }
    }

    private static Load.Target square(Cloudburst cloudburst, String name, FunctionOptions options) {
        RegisteredFunction<Long> square = cloudburst
                .register(name, (FunctionContext context, Long x) -> x * x, options)
                .function();
        return x -> square.call(x).thenApply(result -> result == x * x);
    }

    private Round round(Load.Target target) {
        double each = seconds / ROUNDS;
        return new Round(Load.sequential(target, each), Load.perSecond(target, IN_FLIGHT, each));
    }

    private static List<Measure> measures(Rounds<Round> rounds) {
        return List.of(
                over(rounds, "p50 over embedded", 50, Target.valueAtMost(1_500)),
                over(rounds, "p90 over embedded", 90, Target.NONE),
                over(rounds, "p99 over embedded", 99, Target.NONE),
                rounds.measure(NAME, IN_FLIGHT + " in flight", "calls/s", Round::perSecond, Target.NONE));
    }

    private static Measure over(Rounds<Round> rounds, String name, double percentile, Target target) {
        return rounds.difference(NAME, name, "µs", round -> round.micros(percentile), target);
    }
}
