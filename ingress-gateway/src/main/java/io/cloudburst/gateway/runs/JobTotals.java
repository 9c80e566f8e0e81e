package io.cloudburst.gateway.runs;

import io.cloudburst.protocol.ErrorCount;
import io.cloudburst.protocol.JobStatistics;
import io.cloudburst.protocol.TargetStatistics;
import io.cloudburst.sdk.runs.LatencyHistogram;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the job has done since this process follows it, for counters that only grow. Safe for use by many threads.
 */
public final class JobTotals {
    /** Upper bounds of the buckets, in milliseconds; the last has none. Few: each function has as many series. */
    static final List<Long> BUCKETS_MILLIS =
            List.of(1L, 2L, 5L, 10L, 25L, 50L, 100L, 250L, 500L, 1_000L, 2_500L, 10_000L, 30_000L);

    private static final long MICROS_PER_MILLI = 1_000;

    private final Labels labels;

    /** Guarded by this, as all that follows. Bounded by the labels. */
    private final Map<Target, Counted> targets = new HashMap<>();

    private long hits;
    private long misses;
    private long leftOut;
    private long lost;

    /** By what name something is counted: of few different ones, however many are called. */
    @FunctionalInterface
    public interface Labels {
        String of(boolean dag, String name);
    }

    /** @param kind {@code function} or {@code dag} */
    public record Target(String kind, String label) {}

    /**
     * Of one target.
     *
     * @param buckets how many runs took how long, by {@link #BUCKETS_MILLIS} and one more; not cumulated
     * @param micros of all runs together, up to a sixteenth too long
     * @param errors by their codes
     * @param retries of stages
     */
    public record Totals(List<Long> buckets, long micros, Map<String, Long> errors, long retries) {}

    /** Of the whole job. */
    public record Whole(Map<Target, Totals> targets, long hits, long misses, long leftOut, long lost) {}

    private static final class Counted {
        private final long[] buckets = new long[BUCKETS_MILLIS.size() + 1];
        private final Map<String, Long> errors = new TreeMap<>();
        private long micros;
        private long retries;

        private void took(long greatest, long count) {
            int bucket = 0;
            while (bucket < BUCKETS_MILLIS.size() && greatest > BUCKETS_MILLIS.get(bucket) * MICROS_PER_MILLI) {
                bucket++;
            }
            buckets[bucket] += count;
            micros += greatest * count;
        }

        private Totals totals() {
            return new Totals(Arrays.stream(buckets).boxed().toList(), micros, new TreeMap<>(errors), retries);
        }
    }

    public JobTotals(Labels labels) {
        this.labels = labels;
    }

    synchronized void add(JobStatistics second) {
        hits += second.getCacheHits();
        misses += second.getCacheMisses();
        leftOut += second.getRunsLeftOut() + second.getRecordsLost();
        second.getTargetsList().forEach(this::add);
    }

    private void add(TargetStatistics of) {
        if (of.getCalls() == 0 && of.getRetries() == 0) {
            // It only runs.
            return;
        }
        String name = of.hasDag() ? of.getDag() : of.getFunction();
        Target target = new Target(of.hasDag() ? "dag" : "function", labels.of(of.hasDag(), name));
        Counted counted = targets.computeIfAbsent(target, first -> new Counted());
        LatencyHistogram.forEach(of.getLatency(), counted::took);
        counted.retries += of.getRetries();
        for (ErrorCount errors : of.getErrorsList()) {
            counted.errors.merge(errors.getCode().name(), errors.getCount(), Long::sum);
        }
    }

    synchronized void lost(int runs) {
        lost += runs;
    }

    public synchronized Whole whole() {
        Map<Target, Totals> all = new HashMap<>();
        targets.forEach((target, counted) -> all.put(target, counted.totals()));
        return new Whole(all, hits, misses, leftOut, lost);
    }

    /** In seconds, as Prometheus has it; the last is infinite. */
    public static double[] bounds() {
        double[] bounds = new double[BUCKETS_MILLIS.size() + 1];
        for (int i = 0; i < BUCKETS_MILLIS.size(); i++) {
            bounds[i] = BUCKETS_MILLIS.get(i) / 1e3;
        }
        bounds[BUCKETS_MILLIS.size()] = Double.POSITIVE_INFINITY;
        return bounds;
    }
}
