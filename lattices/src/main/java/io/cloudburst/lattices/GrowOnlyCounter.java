package io.cloudburst.lattices;

import java.math.BigInteger;
import java.util.Map;

/**
 * A counter that goes up: a running total a writer, of which the greater is kept; its value is the sum of all.
 *
 * <p>A delta is a writer's new total, not its last increment, so that it may arrive twice. A writer therefore needs to know its own
 * total, but never reads the counter. A writer id belongs to one process from its start to its end: one that has lost its totals
 * goes on under a new id. The counter has an entry for each writer that ever counted, however often it did.
 *
 * @see <a href="https://doi.org/10.1007/978-3-642-24550-3_29">Shapiro et al., Conflict-free Replicated Data Types (2011), G-Counter</a>
 */
public final class GrowOnlyCounter implements Lattice<GrowOnlyCounter> {
    private static final GrowOnlyCounter ZERO = new GrowOnlyCounter(WriterTotals.EMPTY);

    private final WriterTotals totals;

    private GrowOnlyCounter(WriterTotals totals) {
        this.totals = totals;
    }

    /** A counter at 0. */
    public static GrowOnlyCounter zero() {
        return ZERO;
    }

    /**
     * The delta of a writer whose increments add up to {@code total} so far.
     *
     * @throws IllegalArgumentException if the total is negative
     */
    public static GrowOnlyCounter of(long writer, long total) {
        return new GrowOnlyCounter(WriterTotals.of(writer, total));
    }

    /** What all writers have counted; {@link Long#MAX_VALUE} where it is more than that. */
    public long value() {
        return WriterTotals.nearestLong(exactValue());
    }

    /** What all writers have counted, without bound. */
    public BigInteger exactValue() {
        return totals.sum();
    }

    /** What that writer has counted. */
    public long total(long writer) {
        return totals.get(writer);
    }

    /** What each writer has counted, where that is not 0. */
    public Map<Long, Long> totals() {
        return totals.toMap();
    }

    @Override
    public GrowOnlyCounter merge(GrowOnlyCounter other) {
        WriterTotals merged = totals.merge(other.totals);
        if (merged == totals) {
            return this;
        }
        return merged == other.totals ? other : new GrowOnlyCounter(merged);
    }

    @Override
    public LatticeType type() {
        return LatticeType.GROW_ONLY_COUNTER;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GrowOnlyCounter that && totals.equals(that.totals);
    }

    @Override
    public int hashCode() {
        return totals.hashCode();
    }

    @Override
    public String toString() {
        return "GrowOnlyCounter" + totals;
    }

    void encode(Encoder out) {
        totals.encode(out);
    }

    static GrowOnlyCounter decode(Decoder in) {
        return new GrowOnlyCounter(WriterTotals.decode(in));
    }
}
