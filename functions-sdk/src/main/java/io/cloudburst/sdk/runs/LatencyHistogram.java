package io.cloudburst.sdk.runs;

import io.cloudburst.protocol.LatencyCounts;

/**
 * How often something took how long, in buckets that are at most a sixteenth of their value wide: after HdrHistogram's with one digit.
 * Counts are exact, times are not. Takes 2 KiB, whatever it counts. Not safe for use by several threads at once.
 */
public final class LatencyHistogram {
    private static final int STEPS = 16;
    /** Up to about 19 hours; what is longer is counted as that. */
    private static final int BUCKETS = 33 * STEPS;

    private final int[] counts = new int[BUCKETS];
    private long total;

    /** Counts one. */
    public void record(long micros) {
        counts[bucketOf(micros)]++;
        total++;
    }

    /** What others have counted as well; buckets that there are not are passed over. */
    public void add(LatencyCounts others) {
        forEach(others, (greatest, count) -> {
            counts[bucketOf(greatest)] += (int) count;
            total += count;
        });
    }

    /** Takes the buckets of a histogram. */
    @FunctionalInterface
    public interface Buckets {
        /**
         * @param greatestMicros the longest time that is counted here
         * @param count how many took so long
         */
        void take(long greatestMicros, long count);
    }

    /** Those that are not empty; buckets that there are not are passed over. */
    public static void forEach(LatencyCounts counts, Buckets buckets) {
        int size = Math.min(counts.getBucketsCount(), counts.getCountsCount());
        for (int i = 0; i < size; i++) {
            int bucket = counts.getBuckets(i);
            if (bucket >= 0 && bucket < BUCKETS) {
                buckets.take(greatestOf(bucket), counts.getCounts(i));
            }
        }
    }

    public long total() {
        return total;
    }

    /**
     * The time that the fraction of all were not longer than, in microseconds, up to a sixteenth too long; 0 if nothing was counted.
     *
     * @param fraction from 0 to 1
     */
    public long quantile(double fraction) {
        long rank = Math.max(1, (long) Math.ceil(fraction * total));
        long seen = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            seen += counts[bucket];
            if (seen >= rank) {
                return greatestOf(bucket);
            }
        }
        return 0;
    }

    /** Only the buckets that are not empty. */
    public LatencyCounts toProto() {
        LatencyCounts.Builder some = LatencyCounts.newBuilder();
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            if (counts[bucket] > 0) {
                some.addBuckets(bucket).addCounts(counts[bucket]);
            }
        }
        return some.build();
    }

    static int bucketOf(long micros) {
        if (micros < STEPS) {
            return (int) Math.max(0, micros);
        }
        int shift = 59 - Long.numberOfLeadingZeros(micros);
        return (int) Math.min(BUCKETS - 1, (shift + 1L) * STEPS + (micros >>> shift) - STEPS);
    }

    static long greatestOf(int bucket) {
        if (bucket < STEPS) {
            return bucket;
        }
        int shift = bucket / STEPS - 1;
        return ((STEPS + bucket % STEPS + 1L) << shift) - 1;
    }
}
