package io.cloudburst.lattices;

import java.util.Map;

/**
 * What has been seen of each writer: how many of its events. A clock is before another if it counts no writer further and one less
 * far; of two clocks that each count some writer further, neither is before: what they stand for is concurrent. Immutable.
 *
 * @see <a href="https://doi.org/10.1007/BF02277859">Schwarz and Mattern, Detecting Causal Relationships in Distributed
 *     Computations (1994)</a>
 */
public final class VectorClock {
    private static final VectorClock EMPTY = new VectorClock(WriterTotals.EMPTY);

    private final WriterTotals counts;

    private VectorClock(WriterTotals counts) {
        this.counts = counts;
    }

    /** Nothing has been seen. */
    public static VectorClock empty() {
        return EMPTY;
    }

    /**
     * The first {@code count} events of one writer.
     *
     * @throws IllegalArgumentException if the count is negative
     */
    public static VectorClock of(long writer, long count) {
        return new VectorClock(WriterTotals.of(writer, count));
    }

    /** The clock of the writer's next event, which has seen everything in this one. */
    public VectorClock next(long writer) {
        return merge(of(writer, Math.addExact(get(writer), 1)));
    }

    /** How many of the writer's events have been seen. */
    public long get(long writer) {
        return counts.get(writer);
    }

    /** The counts that are not 0, by writer. */
    public Map<Long, Long> counts() {
        return counts.toMap();
    }

    /** All that has been seen in either. Returns {@code this} where {@code other} adds nothing. */
    public VectorClock merge(VectorClock other) {
        WriterTotals merged = counts.merge(other.counts);
        if (merged == counts) {
            return this;
        }
        return merged == other.counts ? other : new VectorClock(merged);
    }

    /** Whether this is before {@code other} or equal to it. */
    public boolean isWithin(VectorClock other) {
        return counts.isWithin(other.counts);
    }

    /** Whether neither is within the other. */
    public boolean isConcurrentWith(VectorClock other) {
        return !isWithin(other) && !other.isWithin(this);
    }

    WriterTotals totals() {
        return counts;
    }

    /** Some total order, not the causal one. */
    int compareTo(VectorClock other) {
        return counts.compareTo(other.counts);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VectorClock that && counts.equals(that.counts);
    }

    @Override
    public int hashCode() {
        return counts.hashCode();
    }

    @Override
    public String toString() {
        return counts.toString();
    }

    void encode(Encoder out) {
        counts.encode(out);
    }

    static VectorClock decode(Decoder in) {
        return new VectorClock(WriterTotals.decode(in));
    }
}
