package io.cloudburst.sdk.store;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Knows who has been here lately, in a fixed space: what is read once, such as by a scan of cold keys, is not worth a watch. May
 * forget, and once in a while takes one key for another. Safe for use by many threads.
 */
final class Doorkeeper {
    private static final int SLOTS = 1 << 16;

    /** By a part of the key's hash: a mark of the key that was here last; 0: none. */
    private final AtomicIntegerArray marks = new AtomicIntegerArray(SLOTS);

    /** Whether the key has been here; from now on it has. */
    boolean knows(String key) {
        long spread = key.hashCode() * 0x9E3779B97F4A7C15L;
        int slot = (int) (spread >>> 48);
        int mark = (int) (spread >>> 16) | 1;
        if (marks.getPlain(slot) == mark) {
            return true;
        }
        marks.setPlain(slot, mark);
        return false;
    }
}
