package io.cloudburst.gateway.runs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.protocol.JobStatistics;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The figures of the last five minutes, second by second, of all instances of the job together; and the newest that each instance has
 * told. A second is over some time after its end, so that what comes late is in it. Safe for use by many threads.
 */
public final class JobFigures {
    private static final int SECONDS = 300;
    /** Far more than a clock that is wrong may bring about. */
    private static final int MAX_OPEN = 600;

    private static final long LATE_MILLIS = 1_500;
    /** An instance that has said nothing for so long is none. */
    private static final long SILENT_MILLIS = 5_000;

    /** By their seconds since the epoch. Guarded by this, as all that follows. */
    private final NavigableMap<Long, Second> open = new TreeMap<>();

    private final Deque<ObjectNode> over = new ArrayDeque<>();
    private final Map<String, JobStatistics> instances = new HashMap<>();
    private long lastOver;

    /** What comes later than its second was given out is added to the next one. */
    public synchronized void add(JobStatistics statistics) {
        long second = Math.max(lastOver + 1, statistics.getAt() / 1_000);
        open.computeIfAbsent(second, first -> new Second()).add(statistics);
        if (open.size() > MAX_OPEN) {
            open.pollFirstEntry();
        }
        instances.put(statistics.getInstance(), statistics);
    }

    /**
     * The seconds that are over since this was asked last.
     *
     * @param now milliseconds since the epoch
     */
    public synchronized List<ObjectNode> finished(long now) {
        long until = (now - LATE_MILLIS) / 1_000;
        List<ObjectNode> finished = new ArrayList<>();
        while (!open.isEmpty() && open.firstKey() < until) {
            Map.Entry<Long, Second> first = open.pollFirstEntry();
            lastOver = first.getKey();
            ObjectNode figures = first.getValue().toJson((lastOver + 1) * 1_000);
            finished.add(figures);
            over.addLast(figures);
            if (over.size() > SECONDS) {
                over.removeFirst();
            }
        }
        instances.values().removeIf(one -> now - one.getAt() > SILENT_MILLIS);
        return finished;
    }

    /** The oldest first. */
    public synchronized List<ObjectNode> seconds() {
        return List.copyOf(over);
    }

    /** What each instance that is heard of has told last. */
    public synchronized List<JobStatistics> instances() {
        return List.copyOf(instances.values());
    }
}
