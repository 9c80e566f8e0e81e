package io.cloudburst.lattices;

/**
 * A flag that is false until someone sets it, and then true for ever.
 *
 * @see <a href="https://doi.org/10.1109/ICDE.2018.00044">Wu et al., Anna: A KVS for Any Scale (2018)</a>
 */
public final class BooleanOr implements Lattice<BooleanOr> {
    private static final BooleanOr TRUE = new BooleanOr(true);
    private static final BooleanOr FALSE = new BooleanOr(false);

    private final boolean value;

    private BooleanOr(boolean value) {
        this.value = value;
    }

    /** One of the two values. */
    public static BooleanOr of(boolean value) {
        return value ? TRUE : FALSE;
    }

    /** Whether someone has set it. */
    public boolean value() {
        return value;
    }

    @Override
    public BooleanOr merge(BooleanOr other) {
        return value ? this : other;
    }

    @Override
    public LatticeType type() {
        return LatticeType.BOOLEAN_OR;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BooleanOr that && value == that.value;
    }

    @Override
    public int hashCode() {
        return Boolean.hashCode(value);
    }

    @Override
    public String toString() {
        return "BooleanOr[" + value + "]";
    }

    void encode(Encoder out) {
        out.writeByte(value ? 1 : 0);
    }

    static BooleanOr decode(Decoder in) {
        int position = in.position();
        int value = in.readByte();
        if (value != 0 && value != 1) {
            throw in.malformed("a boolean of " + (value & 0xff), position);
        }
        return of(value == 1);
    }
}
