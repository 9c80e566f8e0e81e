package io.cloudburst.kvs.rocks;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The folded states of keys that are merged into often, so that a merge into one of them is written as a put of the new state: it
 * needs no read, and leaves no chain. A key comes in when its chain is folded; the one that was longest not merged into goes where
 * there are too many.
 *
 * <p>A state is that of the log up to the last commit, with what is to be committed: when a commit fails all are forgotten. Used by
 * the partition's owner alone.
 */
final class FoldedStates {
    /** Of a partition; an estimate of what they take on the heap. */
    static final long MAX_BYTES = 16L << 20;

    /** A state of no more bytes is always worth a put. */
    private static final int SMALL_BYTES = 512;
    // So that no few of them take all the room.
    private static final int LARGEST_BYTES = 64 << 10;
    // What holds an entry together: the map's node, the key, the operand, and the lattice.
    private static final int ENTRY_BYTES = 200;

    // In the order of their last merge.
    private final Map<Key, Operand> states = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;
    private boolean uncommitted;

    /** The state of a key, or null. */
    Operand get(Key key) {
        return states.get(key);
    }

    /**
     * Takes in a key's new state, which will be committed as its whole chain, or forgets the key.
     *
     * @param updateBytes of what has been merged in: the state stays only if it is small, or not much larger than that, because it
     *     will be written whole with each merge
     */
    void put(Key key, Operand state, int updateBytes) {
        int size = state.frameBytes();
        if (size > LARGEST_BYTES || size > SMALL_BYTES && size > 2L * updateBytes) {
            remove(key);
            return;
        }
        uncommitted = true;
        Operand before = states.put(key, state);
        bytes += bytes(key, state) - (before == null ? 0 : bytes(key, before));
        for (Iterator<Map.Entry<Key, Operand>> eldest = states.entrySet().iterator(); bytes > MAX_BYTES; ) {
            Map.Entry<Key, Operand> gone = eldest.next();
            bytes -= bytes(gone.getKey(), gone.getValue());
            eldest.remove();
        }
    }

    /** Forgets a key, whose chain is about to become something else. */
    void remove(Key key) {
        Operand before = states.remove(key);
        bytes -= before == null ? 0 : bytes(key, before);
    }

    void committed() {
        uncommitted = false;
    }

    /** Forgets all if there is anything among them that was not committed. */
    void rolledBack() {
        if (uncommitted) {
            states.clear();
            bytes = 0;
            uncommitted = false;
        }
    }

    // Encoded and decoded.
    private static long bytes(Key key, Operand state) {
        return key.bytes().length + 2L * state.frameBytes() + ENTRY_BYTES;
    }
}
