package io.cloudburst.kvs.rocks;

import java.util.Arrays;

/** A key of the store in a map. Comparable, so that keys chosen to collide don't make that map slow. */
final class Key implements Comparable<Key> {
    private final byte[] bytes;
    private final int hash;

    /** @param bytes not copied; must not be changed any more */
    Key(byte[] bytes) {
        this.bytes = bytes;
        this.hash = Arrays.hashCode(bytes);
    }

    byte[] bytes() {
        return bytes;
    }

    @Override
    public int compareTo(Key other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key that && hash == that.hash && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
