package io.cloudburst.lattices;

import java.math.BigDecimal;

/**
 * A number that is either an integer of 64 bits or a floating-point number, ordered by what it is exactly; an integer is below the
 * floating-point number of the same value. Immutable.
 *
 * @param fractional whether the bits are those of a double
 * @param bits the integer, or the double's bits; never those of NaN or of negative zero
 */
record Scalar(boolean fractional, long bits) implements Comparable<Scalar> {
    static Scalar of(long value) {
        return new Scalar(false, value);
    }

    /** @throws IllegalArgumentException for NaN, which has no place in the order */
    static Scalar of(double value) {
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException("NaN is neither more nor less than anything; leave it out");
        }
        return new Scalar(true, Double.doubleToLongBits(positiveZero(value)));
    }

    /** The same number; 0.0 for -0.0, which equals it. */
    static double positiveZero(double value) {
        return value + 0.0;
    }

    Number number() {
        if (fractional) {
            return asDouble();
        }
        return bits;
    }

    private double asDouble() {
        return Double.longBitsToDouble(bits);
    }

    @Override
    public int compareTo(Scalar other) {
        if (fractional && other.fractional) {
            return Double.compare(asDouble(), other.asDouble());
        }
        if (fractional == other.fractional) {
            return Long.compare(bits, other.bits);
        }
        return fractional ? -other.compareToDouble(asDouble()) : compareToDouble(other.asDouble());
    }

    private int compareToDouble(double other) {
        if (Double.isInfinite(other)) {
            return other > 0 ? -1 : 1;
        }
        int order = BigDecimal.valueOf(bits).compareTo(new BigDecimal(other));
        return order == 0 ? -1 : order;
    }

    @Override
    public String toString() {
        return number().toString();
    }

    void encode(Encoder out) {
        out.writeByte(fractional ? 1 : 0);
        if (fractional) {
            out.writeLong(bits);
        } else {
            out.writeSigned(bits);
        }
    }

    static Scalar decode(Decoder in) {
        int position = in.position();
        int form = in.readByte();
        if (form == 0) {
            return of(in.readSigned());
        }
        if (form != 1) {
            throw in.malformed("unknown form " + (form & 0xff) + " of a number", position);
        }
        return of(in.readDouble());
    }
}
