package io.cloudburst.kvs.rocks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The deltas of one key in one batch, in the order of the log. Equal to another of the same key, so that it is its own key in a map;
 * comparable, so that keys chosen to collide don't make that map slow.
 */
final class KeyDeltas implements Comparable<KeyDeltas> {
    private final byte[] key;
    private final int hash;
    private final List<Operand> deltas = new ArrayList<>(1);

    KeyDeltas(byte[] key) {
        this.key = key;
        this.hash = Arrays.hashCode(key);
    }

    byte[] key() {
        return key;
    }

    void add(Operand delta) {
        deltas.add(delta);
    }

    List<Operand> deltas() {
        return deltas;
    }

    @Override
    public int compareTo(KeyDeltas other) {
        return Arrays.compareUnsigned(key, other.key);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyDeltas that && Arrays.equals(key, that.key);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
