package io.cloudburst.kvs.rocks;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What a chain is stored under: a key of the store, or a part of one that is kept in parts. Comparable as RocksDB compares them, by
 * unsigned bytes; so keys chosen to collide don't make a map slow either.
 *
 * <p>A part's bytes are the length of the store's key (four bytes, big-endian), that key, and the part's name: so the parts of a key
 * lie side by side, and those of no other key between them.
 */
final class Key implements Comparable<Key> {
    private static final VarHandle BIG_ENDIAN_LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes;
    private final boolean isPart;
    private final int hash;
    // The first bytes, zeroes behind them, as an unsigned number: nearly every comparison ends here.
    private final long beginning;

    private Key(byte[] bytes, boolean isPart) {
        this.bytes = bytes;
        this.isPart = isPart;
        this.hash = 31 * Arrays.hashCode(bytes) + (isPart ? 1 : 0);
        this.beginning = beginning(bytes);
    }

    private static long beginning(byte[] bytes) {
        if (bytes.length >= Long.BYTES) {
            return (long) BIG_ENDIAN_LONG.get(bytes, 0);
        }
        long beginning = 0;
        for (int i = 0; i < bytes.length; i++) {
            beginning |= (bytes[i] & 0xffL) << (Byte.SIZE * (Long.BYTES - 1 - i));
        }
        return beginning;
    }

    /** @param bytes not copied; must not be changed any more */
    Key(byte[] bytes) {
        this(bytes, false);
    }

    /** A part of this key. */
    Key part(byte[] name) {
        return new Key(
                ByteBuffer.allocate(Integer.BYTES + bytes.length + name.length)
                        .putInt(bytes.length)
                        .put(bytes)
                        .put(name)
                        .array(),
                true);
    }

    /** The part that is stored under these bytes. */
    static Key ofPart(byte[] stored) {
        return new Key(stored, true);
    }

    byte[] bytes() {
        return bytes;
    }

    boolean isPart() {
        return isPart;
    }

    /** Of a part: which key it belongs to. */
    Key whole() {
        return new Key(Arrays.copyOfRange(bytes, Integer.BYTES, nameFrom()));
    }

    /** Of a part: its name. */
    byte[] partName() {
        return Arrays.copyOfRange(bytes, nameFrom(), bytes.length);
    }

    private int nameFrom() {
        return Integer.BYTES + ByteBuffer.wrap(bytes).getInt();
    }

    @Override
    public int compareTo(Key other) {
        if (isPart != other.isPart) {
            return isPart ? 1 : -1;
        }
        return beginning == other.beginning
                ? Arrays.compareUnsigned(bytes, other.bytes)
                : Long.compareUnsigned(beginning, other.beginning);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key that
                && hash == that.hash
                && isPart == that.isPart
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
