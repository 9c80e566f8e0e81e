package io.cloudburst.kvs.rocks;

/** Unsigned LEB128 integers. */
final class Varint {
    private Varint() {}

    static int size(long value) {
        return (Long.SIZE - Long.numberOfLeadingZeros(value | 1) + 6) / 7;
    }

    /** Writes at {@code position} and returns the position behind it. */
    static int write(byte[] array, int position, long value) {
        long rest = value;
        int next = position;
        while ((rest & ~0x7fL) != 0) {
            array[next++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        array[next++] = (byte) rest;
        return next;
    }

    /** Reads at {@code position}; the position behind it is that plus {@link #size} of the result. */
    static long read(byte[] array, int position) {
        long value = 0;
        int next = position;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte b = array[next++];
            value |= (b & 0x7fL) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number of more than 64 bits at byte " + position);
    }
}
