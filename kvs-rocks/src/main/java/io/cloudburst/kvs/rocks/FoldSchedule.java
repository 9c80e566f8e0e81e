package io.cloudburst.kvs.rocks;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;

/**
 * Decides when a key's chain is folded and written back, without reading it: merges are counted by slots of key hashes, and the one
 * that fills its slot folds the key that it goes to. What a {@link ChainSweep} has folded is not counted any more, so a slot is full
 * where a key is merged into often, or many keys are. A chain so has some {@value #EVERY} operands, rarely more; a slot begins again
 * at random, so that keys that share it can't always hit the same one of them.
 *
 * <p>Keys merged since are remembered, up to a bound, for a time with nothing else to do. Not thread-safe.
 */
final class FoldSchedule {
    /** Merges to a slot from one fold to the next. */
    static final int EVERY = 32;

    private static final int SLOT_BITS = 20;
    private static final int REMEMBERED = 4096;
    private static final int LONGEST_REMEMBERED_BYTES = 1024;

    private final byte[] merges = new byte[1 << SLOT_BITS];
    private final Deque<Key> unfolded = new ArrayDeque<>();
    private final RandomGenerator random;

    FoldSchedule(RandomGenerator random) {
        this.random = random;
    }

    /** Counts one merge to a key; whether it is to be folded now. */
    boolean isDue(Key key) {
        int slot = slot(key);
        if (++merges[slot] >= EVERY) {
            merges[slot] = (byte) random.nextInt(EVERY / 2);
            return true;
        }
        later(key);
        return false;
    }

    /** Counts merges to a key no more, because they were folded. */
    void folded(Key key, int operands) {
        int slot = slot(key);
        merges[slot] = (byte) Math.max(0, merges[slot] - operands);
    }

    // Neighbours have hashes that are neighbours.
    private static int slot(Key key) {
        return (key.hashCode() * 0x9e3779b9) >>> (Integer.SIZE - SLOT_BITS);
    }

    /** Remembers a key whose chain is worth a fold, unless it is long; the oldest is forgotten where there are too many. */
    void later(Key key) {
        if (key.bytes().length > LONGEST_REMEMBERED_BYTES) {
            return;
        }
        if (unfolded.size() == REMEMBERED) {
            unfolded.pollFirst();
        }
        unfolded.addLast(key);
    }

    /** A remembered key, or null. */
    Key next() {
        return unfolded.pollFirst();
    }

    boolean hasNext() {
        return !unfolded.isEmpty();
    }
}
