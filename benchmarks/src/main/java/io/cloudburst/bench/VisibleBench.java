package io.cloudburst.bench;

import io.cloudburst.bench.Measure.Target;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.sdk.store.LatticeStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * A write, acknowledged, and then a read that demands it, from another process than the store node's; beside a record of the same
 * size from this process to the broker and back.
 */
final class VisibleBench {
    static final String FLOOR_TOPIC = "floor-visible";

    private static final int KEYS = 1_000;
    private static final int WARM_UP_IN_FLIGHT = 64;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Report report;
    private final String bootstrapServers;
    private final double secondsATurn;
    private final double warmUpSeconds;
    // Guarded by this.
    private final Updates updates = new Updates();

    VisibleBench(Report report, String bootstrapServers, double seconds) {
        this.report = report;
        this.bootstrapServers = bootstrapServers;
        this.secondsATurn = seconds / Rounds.DEFAULT_COUNT;
        this.warmUpSeconds = Load.warmUpSeconds(seconds);
    }

    List<Measure> run(Cloudburst cloudburst) throws Exception {
        report.say("a write, until a read sees it");
        Load.Target system = target(cloudburst.store());
        byte[] record = Updates.encode(new Updates().next());
        try (EchoClient limit = new EchoClient(bootstrapServers, FLOOR_TOPIC, FLOOR_TOPIC, record)) {
            // One at a time would take far too long to be compiled.
            Load.perSecond(limit, WARM_UP_IN_FLIGHT, warmUpSeconds);
            Load.perSecond(system, WARM_UP_IN_FLIGHT, warmUpSeconds);
            Rounds<Histogram> rounds = Rounds.takeWarm(
                    () -> Load.sequential(system, secondsATurn), () -> Load.sequential(limit, secondsATurn));
            return List.of(
                    rounds.measure(
                            KvsBench.NAME,
                            "write to visible, p50",
                            "ms",
                            turn -> Load.millis(turn, 50),
                            Target.atMost(2)),
                    rounds.measure(
                            KvsBench.NAME, "write to visible, p99", "ms", turn -> Load.millis(turn, 99), Target.NONE));
        }
    }

    private Load.Target target(LatticeStore store) {
        return x -> {
            String key = "visible-" + x % KEYS;
            LastWriterWins written = nextWrite();
            return store.merge(key, written)
                    .thenCompose(at -> store.get(key, List.of(at), TIMEOUT))
                    .thenApply(read -> includes(read.lattice(), written));
        };
    }

    private synchronized LastWriterWins nextWrite() {
        return updates.next();
    }

    private static boolean includes(Optional<Lattice<?>> read, LastWriterWins written) {
        return read.isPresent()
                && read.get() instanceof LastWriterWins value
                && value.merge(written).equals(value);
    }
}
