package io.cloudburst.chaos;

import io.cloudburst.chaos.cluster.Cluster;
import io.cloudburst.chaos.cluster.ProcessFigures;
import io.cloudburst.chaos.history.Event;
import io.cloudburst.chaos.history.HistoryFile;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Looks at what the processes hold on to, and how busy they are, and has the history told of it. */
final class Idleness {
    private static final Duration LOOK = Duration.ofSeconds(3);
    private static final int PER_MILLE = 1_000;

    private final Cluster cluster;
    private final HistoryFile history;

    Idleness(Cluster cluster, HistoryFile history) {
        this.cluster = cluster;
        this.history = history;
    }

    /**
     * Takes some seconds.
     *
     * @param afterwards whether all is over
     */
    void measure(boolean afterwards) throws InterruptedException {
        Map<String, ProcessFigures> before = new HashMap<>();
        cluster.figures().forEach(figures -> before.put(figures.server(), figures));
        long begun = System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
        List<ProcessFigures> now = cluster.figures();
        long nanos = System.nanoTime() - begun;
        for (ProcessFigures figures : now) {
            ProcessFigures earlier = before.get(figures.server());
            if (earlier != null && earlier.pid() == figures.pid()) {
                long computed = figures.processor().minus(earlier.processor()).toNanos();
                history.add(at ->
                        new Event.Measured(at, afterwards, figures.server(), figures.threads(), figures.handles(), (int)
                                (computed * PER_MILLE / nanos)));
            }
        }
    }
}
