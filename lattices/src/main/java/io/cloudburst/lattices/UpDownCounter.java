package io.cloudburst.lattices;

import java.math.BigInteger;
import java.util.Map;
import java.util.Objects;

/**
 * A counter that goes up and down: two running totals a writer, of what it has added and of what it has subtracted, of which the
 * greater is kept. Its value is the difference of their sums.
 *
 * <p>What {@link GrowOnlyCounter} says of deltas, writers and size is true here as well.
 *
 * @see <a href="https://doi.org/10.1007/978-3-642-24550-3_29">Shapiro et al., Conflict-free Replicated Data Types (2011), PN-Counter</a>
 */
public final class UpDownCounter implements Lattice<UpDownCounter> {
    private static final UpDownCounter ZERO = new UpDownCounter(WriterTotals.EMPTY, WriterTotals.EMPTY);

    private final WriterTotals ups;
    private final WriterTotals downs;

    private UpDownCounter(WriterTotals ups, WriterTotals downs) {
        this.ups = ups;
        this.downs = downs;
    }

    /** A counter at 0. */
    public static UpDownCounter zero() {
        return ZERO;
    }

    /**
     * The delta of a writer that has added {@code ups} in all and subtracted {@code downs} in all so far.
     *
     * @throws IllegalArgumentException if a total is negative
     */
    public static UpDownCounter of(long writer, long ups, long downs) {
        return new UpDownCounter(WriterTotals.of(writer, ups), WriterTotals.of(writer, downs));
    }

    /** What all writers have counted; the nearest long where it has more than 64 bits. */
    public long value() {
        return WriterTotals.nearestLong(exactValue());
    }

    /** What all writers have counted, without bound. */
    public BigInteger exactValue() {
        return ups.sum().subtract(downs.sum());
    }

    /** What that writer has added in all. */
    public long ups(long writer) {
        return ups.get(writer);
    }

    /** What that writer has subtracted in all; not negative. */
    public long downs(long writer) {
        return downs.get(writer);
    }

    /** What each writer has added in all, where that is not 0. */
    public Map<Long, Long> ups() {
        return ups.toMap();
    }

    /** What each writer has subtracted in all, where that is not 0. */
    public Map<Long, Long> downs() {
        return downs.toMap();
    }

    @Override
    public UpDownCounter merge(UpDownCounter other) {
        WriterTotals mergedUps = ups.merge(other.ups);
        WriterTotals mergedDowns = downs.merge(other.downs);
        if (mergedUps == ups && mergedDowns == downs) {
            return this;
        }
        return mergedUps == other.ups && mergedDowns == other.downs ? other : new UpDownCounter(mergedUps, mergedDowns);
    }

    @Override
    public LatticeType type() {
        return LatticeType.UP_DOWN_COUNTER;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UpDownCounter that && ups.equals(that.ups) && downs.equals(that.downs);
    }

    @Override
    public int hashCode() {
        return Objects.hash(ups, downs);
    }

    @Override
    public String toString() {
        return "UpDownCounter[ups=" + ups + ", downs=" + downs + "]";
    }

    void encode(Encoder out) {
        ups.encode(out);
        downs.encode(out);
    }

    static UpDownCounter decode(Decoder in) {
        return new UpDownCounter(WriterTotals.decode(in), WriterTotals.decode(in));
    }
}
