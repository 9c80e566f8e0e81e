package io.cloudburst.bench;

import io.cloudburst.bench.Measure.Target;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.RegisteredFunction;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.stack.Directories;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Calls that never stop, while a second task manager comes and goes: their rate on one, on two and on one again, and how long nobody had
 * an answer in between. Each call waits, as one does that asks another system, so that what bounds the rate is how many calls a task
 * manager runs at once, and not the machine that all of them share. An answer that is wrong or missing ends it with an error.
 */
public final class RescaleBench {
    private static final String NAME = "rescale";
    /** More than the threads of two task managers: calls wait for them. */
    private static final int IN_FLIGHT = 512;

    private static final long WAIT_MILLIS = 100;

    private final Report report;
    private final double seconds;

    /** @param seconds for each of the three rates */
    public RescaleBench(Report report, double seconds) {
        this.report = report;
        this.seconds = seconds;
    }

    public List<Measure> run() throws Exception {
        Path directory = Files.createTempDirectory("cloudburst-bench-");
        try (ChildProcesses processes = new ChildProcesses(directory)) {
            report.say("starting broker, store, job manager and a task manager, a process each");
            String bootstrapServers = processes.startBroker(directory);
            processes.startStore(directory, bootstrapServers);
            ChildProcesses.JobManager jobManager = processes.startJobManager(directory, bootstrapServers);
            ProcessHandle first =
                    processes.startTaskManager(jobManager, directory, bootstrapServers, "taskmanager.name=first");
            try (Cloudburst cloudburst = Cloudburst.connect(bootstrapServers);
                    SteadyCalls calls = new SteadyCalls(waiting(cloudburst), IN_FLIGHT)) {
                double warmUp = Load.warmUpSeconds(seconds);
                report.say("warming up: %.0f s".formatted(warmUp));
                calls.perSecond(warmUp);
                double one = calls.perSecond(seconds);
                report.say("%,.0f calls/s; a second task manager comes".formatted(one));
                calls.forgetSilence();
                ProcessHandle second =
                        processes.startTaskManager(jobManager, directory, bootstrapServers, "taskmanager.name=second");
                calls.awaitPlaces(Set.of(first.pid(), second.pid()));
                double comingMillis = calls.longestSilenceMillis();
                double two = calls.perSecond(seconds);
                report.say("%,.0f calls/s; it is told to end".formatted(two));
                calls.forgetSilence();
                processes.end(second);
                calls.awaitPlaces(Set.of(first.pid()));
                double goingMillis = calls.longestSilenceMillis();
                double again = calls.perSecond(seconds);
                report.say("%,.0f calls/s; %,d answered, each rightly".formatted(again, calls.end()));
                List<Measure> measures = List.of(
                        measure("two task managers beside one", "calls/s", two, one, Target.atLeast(1.6)),
                        measure("one again beside one", "calls/s", again, one, Target.atLeast(0.8)),
                        measure("no answer while it came beside a call", "ms", comingMillis, WAIT_MILLIS, Target.NONE),
                        measure("no answer while it went beside a call", "ms", goingMillis, WAIT_MILLIS, Target.NONE));
                report.print(measures);
                return measures;
            }
        } finally {
            Directories.delete(directory);
        }
    }

    private static SteadyCalls.Target waiting(Cloudburst cloudburst) {
        RegisteredFunction<long[]> waiting = cloudburst
                .register("waiting", (FunctionContext context, Long x) -> {
                    Thread.sleep(WAIT_MILLIS);
                    return new long[] {x * x, ProcessHandle.current().pid()};
                })
                .function();
        return x -> waiting.call(x).thenApply(answer -> {
            if (answer[0] != x * x) {
                throw new IllegalStateException("the answer to " + x + " is wrong");
            }
            return answer[1];
        });
    }

    private static Measure measure(String name, String unit, double value, double limit, Target target) {
        return new Measure(NAME, name, value, unit, limit, Spread.of(List.of(value / limit)), target);
    }
}
