package io.cloudburst.lattices;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A register that keeps the value of the lowest priority; among values of one priority the one of the least bytes (unsigned,
 * lexicographic), so that replicas agree on ties.
 *
 * @see <a href="https://github.com/hydro-project/anna">Anna's priority lattice, where the value that came first wins a tie</a>
 */
public final class LowestPriority implements Lattice<LowestPriority>, Comparable<LowestPriority> {
    // Neither NaN nor negative zero.
    private final double priority;
    private final byte[] value;

    private LowestPriority(double priority, byte[] value) {
        this.priority = priority;
        this.value = value;
    }

    /**
     * A value with a priority; negative zero becomes zero.
     *
     * @param value copied; may be empty
     * @throws IllegalArgumentException for the priority NaN
     */
    public static LowestPriority of(double priority, byte[] value) {
        if (Double.isNaN(priority)) {
            throw new IllegalArgumentException("priority NaN is neither lower nor higher than another; give a number");
        }
        return new LowestPriority(Scalar.positiveZero(priority), value.clone());
    }

    /** The priority; the lower one wins. */
    public double priority() {
        return priority;
    }

    /** A copy of the value. */
    public byte[] value() {
        return value.clone();
    }

    /** The value without copying it; read-only. */
    public ByteBuffer valueBuffer() {
        return ByteBuffer.wrap(value).asReadOnlyBuffer();
    }

    @Override
    public LowestPriority merge(LowestPriority other) {
        return compareTo(other) <= 0 ? this : other;
    }

    @Override
    public LatticeType type() {
        return LatticeType.LOWEST_PRIORITY;
    }

    /** The order of winning: the lesser one stays. Consistent with equals. */
    @Override
    public int compareTo(LowestPriority other) {
        int order = Double.compare(priority, other.priority);
        return order == 0 ? Arrays.compareUnsigned(value, other.value) : order;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LowestPriority that && compareTo(that) == 0;
    }

    @Override
    public int hashCode() {
        return 31 * Double.hashCode(priority) + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return "LowestPriority[" + value.length + " bytes of priority " + priority + "]";
    }

    void encode(Encoder out) {
        out.writeLong(Double.doubleToLongBits(priority));
        out.writeBytes(value);
    }

    static LowestPriority decode(Decoder in) {
        return new LowestPriority(in.readDouble(), in.readBytes());
    }
}
