package io.cloudburst.kvs.rocks;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The folded states of keys that are merged into often, so that a merge into one of them is written as a put of the new state: it
 * needs no read, and leaves no chain. A key comes in when its chain is folded. Where there are too many, the one goes that came
 * first of those not merged into since it was last looked at for that: finding a state so writes to nothing but the state.
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

    // In the order in which they came, or were last spared.
    private final Map<Key, Remembered> states = new LinkedHashMap<>();
    private long bytes;
    private boolean uncommitted;

    private static final class Remembered {
        private Operand state;
        private boolean isUsed;

        Remembered(Operand state) {
            this.state = state;
        }
    }

    /** The state of a key, or null. */
    Operand get(Key key) {
        Remembered found = states.get(key);
        if (found == null) {
            return null;
        }
        found.isUsed = true;
        return found.state;
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
        Remembered known = states.get(key);
        if (known == null) {
            states.put(key, new Remembered(state));
        } else {
            bytes -= bytes(key, known.state);
            known.state = state;
        }
        bytes += bytes(key, state);
        while (bytes > MAX_BYTES) {
            removeOrSpareEldest();
        }
    }

    private void removeOrSpareEldest() {
        Iterator<Map.Entry<Key, Remembered>> all = states.entrySet().iterator();
        Map.Entry<Key, Remembered> eldest = all.next();
        Key key = eldest.getKey();
        Remembered remembered = eldest.getValue();
        all.remove();
        if (remembered.isUsed) {
            remembered.isUsed = false;
            states.put(key, remembered);
        } else {
            bytes -= bytes(key, remembered.state);
        }
    }

    /** Forgets a key, whose chain is about to become something else. */
    void remove(Key key) {
        Remembered before = states.remove(key);
        bytes -= before == null ? 0 : bytes(key, before.state);
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
