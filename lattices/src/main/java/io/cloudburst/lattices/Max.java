package io.cloudburst.lattices;

/**
 * A maximum: the greatest number written is kept. Integers and floating-point numbers may be mixed and are compared exactly; of two that
 * are equal the floating-point one counts as greater.
 *
 * @see <a href="https://doi.org/10.1109/ICDE.2018.00044">Wu et al., Anna: A KVS for Any Scale (2018)</a>
 */
public final class Max implements Lattice<Max> {
    private final Scalar number;

    private Max(Scalar number) {
        this.number = number;
    }

    /** An integer. */
    public static Max of(long value) {
        return new Max(Scalar.of(value));
    }

    /**
     * A floating-point number; negative zero becomes zero.
     *
     * @throws IllegalArgumentException for NaN
     */
    public static Max of(double value) {
        return new Max(Scalar.of(value));
    }

    /** The number: a {@link Long} or a {@link Double}, as it was written. */
    public Number value() {
        return number.number();
    }

    @Override
    public Max merge(Max other) {
        return number.compareTo(other.number) >= 0 ? this : other;
    }

    @Override
    public LatticeType type() {
        return LatticeType.MAX;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Max that && number.equals(that.number);
    }

    @Override
    public int hashCode() {
        return number.hashCode();
    }

    @Override
    public String toString() {
        return "Max[" + number + "]";
    }

    void encode(Encoder out) {
        number.encode(out);
    }

    static Max decode(Decoder in) {
        return new Max(Scalar.decode(in));
    }
}
