package io.cloudburst.bench;

import io.cloudburst.bench.Measure.Target;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.ConnectionSettings;
import io.cloudburst.stack.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Very many calls of every kind, each answer checked; and what they leave behind, after all of them beside after the first tenth: live
 * heap and threads of the job, the store and the client, and the bytes of the job's directory.
 */
public final class SoakBench {
    private static final String NAME = "soak";
    private static final int IN_FLIGHT = 256;
    /** Of two looks at a JVM that does nothing new. */
    private static final Target THE_SAME = Target.atMost(1.25);

    private final Report report;
    private final long calls;

    public SoakBench(Report report, long calls) {
        this.report = report;
        this.calls = calls;
    }

    /** What a process holds at one moment. */
    private record Held(String process, long liveBytes, int threads) {}

    /** What all of them hold. */
    private record Moment(List<Held> processes, long directoryBytes) {}

    public List<Measure> run() throws Exception {
        Path directory = Files.createTempDirectory("cloudburst-bench-");
        try (ChildProcesses processes = new ChildProcesses(directory)) {
            report.say("starting broker, store, job manager and task manager, a process each");
            String bootstrapServers = processes.startBroker(directory);
            ProcessHandle store = processes.startStore(directory, bootstrapServers);
            ProcessHandle job = processes.startJob(directory, bootstrapServers);
            try (Cloudburst cloudburst = Cloudburst.connect(
                            ConnectionSettings.of(bootstrapServers).withCallTimeout(Duration.ofSeconds(60)));
                    Vitals ofStore = Vitals.of("store", store);
                    Vitals ofJob = Vitals.of("job", job);
                    Vitals ofClient = Vitals.ofThisProcess("client")) {
                List<Load.Target> kinds = SoakCalls.of(cloudburst);
                Load.Target mixed = i -> kinds.get((int) (i % kinds.size())).apply(i);
                report.say("%,d calls of %d kinds, %d at a time".formatted(calls, kinds.size(), IN_FLIGHT));
                Load.all(mixed, 0, calls / 10, IN_FLIGHT);
                Path jobDirectory = directory.resolve("checkpoints");
                List<Vitals> all = List.of(ofJob, ofStore, ofClient);
                Moment before = moment(all, jobDirectory);
                long start = System.nanoTime();
                Load.all(mixed, calls / 10, calls, IN_FLIGHT);
                double seconds = (System.nanoTime() - start) / 1e9;
                Moment after = moment(all, jobDirectory);
                report.say("%,.0f calls a second, no answer wrong".formatted((calls - calls / 10) / seconds));
                List<Measure> measures = measures(after, before);
                report.print(measures);
                return measures;
            }
        } finally {
            Directories.delete(directory);
        }
    }

    private static Moment moment(List<Vitals> processes, Path directory) throws IOException, InterruptedException {
        // What was cancelled or has just ended is swept within a second, and the next checkpoint is without it.
        Thread.sleep(Duration.ofSeconds(5).toMillis());
        List<Held> held = new ArrayList<>();
        for (Vitals process : processes) {
            held.add(new Held(process.name(), process.liveBytes(), process.threads()));
        }
        return new Moment(held, bytesBelow(directory));
    }

    private static long bytesBelow(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            // Checkpoints come and go meanwhile.
            return files.map(Path::toFile)
                    .filter(java.io.File::isFile)
                    .mapToLong(java.io.File::length)
                    .sum();
        }
    }

    private static List<Measure> measures(Moment after, Moment before) {
        List<Measure> measures = new ArrayList<>();
        for (int i = 0; i < after.processes().size(); i++) {
            Held now = after.processes().get(i);
            Held then = before.processes().get(i);
            measures.add(measure(now.process() + ", live heap", "MB", now.liveBytes() / 1e6, then.liveBytes() / 1e6));
            measures.add(measure(now.process() + ", threads", "", now.threads(), then.threads()));
        }
        measures.add(measure("checkpoints", "MB", after.directoryBytes() / 1e6, before.directoryBytes() / 1e6));
        return measures;
    }

    private static Measure measure(String name, String unit, double after, double before) {
        return new Measure(NAME, name, after, unit, before, Spread.of(List.of(after / before)), THE_SAME);
    }
}
