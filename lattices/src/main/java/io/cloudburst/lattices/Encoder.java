package io.cloudburst.lattices;

import java.util.Arrays;

/** A growing array of bytes, written from the front. Not thread-safe. */
final class Encoder {
    private byte[] bytes = new byte[128];
    private int size;

    void writeByte(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    /** An unsigned LEB128 integer of up to ten bytes. */
    void writeVarint(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /** A signed integer, zigzag-coded: short where it is near 0. */
    void writeSigned(long value) {
        writeVarint((value << 1) ^ (value >> 63));
    }

    /** Eight bytes, big-endian. */
    void writeLong(long value) {
        reserve(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    /** The bytes as they are, without their length. */
    void writeRaw(byte[] source, int from, int length) {
        reserve(length);
        System.arraycopy(source, from, bytes, size, length);
        size += length;
    }

    /** The length, then the bytes. */
    void writeBytes(byte[] source) {
        writeVarint(source.length);
        writeRaw(source, 0, source.length);
    }

    /** What follows the type tag. */
    void writeBody(Lattice<?> value) {
        value.type().encode(value, this);
    }

    /** How many numbers, the first, and of each other the distance from the one before, which must be less. */
    void writeAscending(long[] numbers) {
        writeVarint(numbers.length);
        for (int i = 0; i < numbers.length; i++) {
            if (i == 0) {
                writeSigned(numbers[0]);
            } else {
                writeVarint(numbers[i] - numbers[i - 1]);
            }
        }
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(
                    bytes, Math.max(Math.addExact(size, more), (int) Math.min(2L * size, Integer.MAX_VALUE - 8)));
        }
    }
}
