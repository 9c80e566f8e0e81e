package io.cloudburst.lattices;

import java.util.Arrays;

/**
 * Reads what {@link Encoder} wrote, trusting nothing: every length is checked against what is left before anything is allocated
 * for it, and only the shortest spelling of a number is taken. Not thread-safe.
 */
final class Decoder {
    private final byte[] bytes;
    private final int start;
    private final int end;
    private int next;
    private int depth;

    Decoder(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.start = offset;
        this.end = offset + length;
        this.next = offset;
    }

    /** The byte that is read next, counted from the first. */
    int position() {
        return next - start;
    }

    int remaining() {
        return end - next;
    }

    byte readByte() {
        if (next == end) {
            throw malformed("ends early: a byte is missing", position());
        }
        return bytes[next++];
    }

    /** An unsigned LEB128 integer in its shortest spelling; all 64 bits may be used. */
    long readVarint() {
        int position = position();
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = readByte();
            if (shift == 63 && (b & 0xff) > 1) {
                throw malformed("a number of more than 64 bits", position);
            }
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                if (b == 0 && shift > 0) {
                    throw malformed("a number with needless leading zeros", position);
                }
                return value;
            }
        }
    }

    /** A varint of at most {@code max}. */
    long readVarint(long max, String what) {
        int position = position();
        long value = readVarint();
        if (value < 0 || value > max) {
            throw malformed(what + " of " + Long.toUnsignedString(value) + ", more than " + max, position);
        }
        return value;
    }

    /** How many things follow, each at least {@code minBytes} long: never more than there is room for. */
    int readCount(int minBytes, String what) {
        int position = position();
        long count = readVarint();
        if (count < 0 || count > remaining() / minBytes) {
            throw malformed(
                    Long.toUnsignedString(count) + " " + what + " announced but " + remaining() + " bytes left",
                    position);
        }
        return (int) count;
    }

    long readSigned() {
        long value = readVarint();
        return (value >>> 1) ^ -(value & 1);
    }

    long readLong() {
        if (remaining() < 8) {
            throw malformed("ends early: 8 bytes expected, " + remaining() + " left", position());
        }
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | (bytes[next++] & 0xff);
        }
        return value;
    }

    /** A number that is neither NaN nor negative zero. */
    double readDouble() {
        int position = position();
        double value = Double.longBitsToDouble(readLong());
        if (Double.isNaN(value) || Double.compare(value, -0.0) == 0) {
            throw malformed("a number of " + value, position);
        }
        return value;
    }

    /** What {@link Encoder#writeAscending} wrote; with each number come {@code minBytes} bytes at least, itself counted. */
    long[] readAscending(int minBytes, String what) {
        long[] numbers = new long[readCount(minBytes, what)];
        for (int i = 0; i < numbers.length; i++) {
            int position = position();
            numbers[i] = i == 0 ? readSigned() : numbers[i - 1] + readVarint();
            if (i > 0 && numbers[i] <= numbers[i - 1]) {
                throw malformed(what + " not in ascending order", position);
            }
        }
        return numbers;
    }

    /** A copy of the next {@code length} bytes. */
    byte[] readRaw(int length) {
        if (length > remaining()) {
            throw malformed("ends early: " + length + " bytes expected, " + remaining() + " left", position());
        }
        byte[] copy = Arrays.copyOfRange(bytes, next, next + length);
        next += length;
        return copy;
    }

    /** Passes a length, and that many bytes. */
    void skipBytes() {
        int length = readCount(1, "bytes");
        next += length;
    }

    /** A length, then a copy of that many bytes. */
    byte[] readBytes() {
        return readRaw(readCount(1, "bytes"));
    }

    /** What follows the type tag of {@code type}. */
    Lattice<?> readBody(LatticeType type) {
        if (depth == LatticeCodec.MAX_DEPTH) {
            throw malformed("nested deeper than " + LatticeCodec.MAX_DEPTH, position());
        }
        depth++;
        Lattice<?> value = type.decode(this);
        depth--;
        return value;
    }

    /** Reads what follows the type tag of {@code type} for nothing but its errors. */
    void checkBody(LatticeType type) {
        if (type == LatticeType.LAST_WRITER_WINS) {
            LastWriterWins.check(this);
        } else {
            readBody(type);
        }
    }

    void expectEnd() {
        if (next != end) {
            throw malformed(remaining() + " bytes too many", position());
        }
    }

    MalformedLatticeException malformed(String what, int position) {
        return new MalformedLatticeException(what, position);
    }
}
