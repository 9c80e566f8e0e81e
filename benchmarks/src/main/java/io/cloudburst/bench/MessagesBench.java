package io.cloudburst.bench;

import io.cloudburst.bench.Measure.Target;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.stack.Directories;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * A message from one running function to another, beside a record of about its size to the same broker and back. Each part is a
 * process of its own.
 */
public final class MessagesBench {
    private static final String NAME = "messages";
    private static final String FLOOR_TOPIC = "floor-messages";
    /** What a message's record has, about. */
    private static final int RECORD_BYTES = 150;

    private static final int WARM_UP_IN_FLIGHT = 64;

    private final Report report;
    private final double seconds;

    /** @param seconds for the messages, and for the records */
    public MessagesBench(Report report, double seconds) {
        this.report = report;
        this.seconds = seconds;
    }

    public List<Measure> run() throws Exception {
        Path directory = Files.createTempDirectory("cloudburst-bench-");
        try (ChildProcesses processes = new ChildProcesses(directory)) {
            report.say("starting broker, store and job, a process each");
            String bootstrapServers = processes.startBroker(directory);
            Floor.createTopics(bootstrapServers, FLOOR_TOPIC);
            processes.startStore(directory, bootstrapServers);
            processes.startJob(directory, bootstrapServers);
            try (Cloudburst cloudburst = Cloudburst.connect(bootstrapServers);
                    EchoClient limit =
                            new EchoClient(bootstrapServers, FLOOR_TOPIC, FLOOR_TOPIC, new byte[RECORD_BYTES])) {
                List<Measure> measures = measures(rounds(new PingPong(cloudburst), limit));
                report.print(measures);
                return measures;
            }
        } finally {
            Directories.delete(directory);
        }
    }

    private Rounds<Histogram> rounds(PingPong functions, EchoClient limit) throws Exception {
        report.say("warming up: %.0f s each".formatted(seconds));
        Load.perSecond(limit, WARM_UP_IN_FLIGHT, seconds);
        functions.play(seconds);
        double each = seconds / Rounds.DEFAULT_COUNT;
        report.say("measuring: %d rounds, %.1f s each".formatted(Rounds.DEFAULT_COUNT, each));
        return Rounds.takeWarm(() -> histogram(functions.play(each)), () -> Load.sequential(limit, each));
    }

    private static Histogram histogram(long[] nanos) {
        Histogram histogram = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
        for (long one : nanos) {
            histogram.recordValue(one);
        }
        return histogram;
    }

    private static List<Measure> measures(Rounds<Histogram> rounds) {
        return List.of(
                millis(rounds, "one way p50", 50, Target.valueAtMost(3)),
                millis(rounds, "one way p90", 90, Target.NONE),
                millis(rounds, "one way p99", 99, Target.NONE));
    }

    private static Measure millis(Rounds<Histogram> rounds, String name, double percentile, Target target) {
        return rounds.measure(NAME, name, "ms", round -> Load.millis(round, percentile), target);
    }
}
