package io.cloudburst.lattices;

/**
 * A minimum: the least number written is kept. Integers and floating-point numbers may be mixed and are compared exactly; of two that
 * are equal the floating-point one counts as greater.
 *
 * @see <a href="https://doi.org/10.1109/ICDE.2018.00044">Wu et al., Anna: A KVS for Any Scale (2018)</a>
 */
public final class Min implements Lattice<Min> {
    private final Scalar number;

    private Min(Scalar number) {
        this.number = number;
    }

    /** An integer. */
    public static Min of(long value) {
        return new Min(Scalar.of(value));
    }

    /**
     * A floating-point number; negative zero becomes zero.
     *
     * @throws IllegalArgumentException for NaN
     */
    public static Min of(double value) {
        return new Min(Scalar.of(value));
    }

    /** The number: a {@link Long} or a {@link Double}, as it was written. */
    public Number value() {
        return number.number();
    }

    @Override
    public Min merge(Min other) {
        return number.compareTo(other.number) <= 0 ? this : other;
    }

    @Override
    public LatticeType type() {
        return LatticeType.MIN;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Min that && number.equals(that.number);
    }

    @Override
    public int hashCode() {
        return number.hashCode();
    }

    @Override
    public String toString() {
        return "Min[" + number + "]";
    }

    void encode(Encoder out) {
        number.encode(out);
    }

    static Min decode(Decoder in) {
        return new Min(Scalar.decode(in));
    }
}
