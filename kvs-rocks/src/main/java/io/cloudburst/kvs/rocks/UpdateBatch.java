package io.cloudburst.kvs.rocks;

import io.cloudburst.kvs.rocks.Operations.Occurrence;
import io.cloudburst.lattices.LatticeType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The updates of one batch of the log, which are written key by key in the order of the keys: what lies side by side in RocksDB then
 * is written one after the other. Used by the partition's owner alone.
 */
final class UpdateBatch {
    // Keys that are equal stay in the order of the log: sorting is stable.
    private static final Comparator<KeyUpdate> BY_KEY = (a, b) -> a.key.compareTo(b.key);

    private final List<KeyUpdate> updates = new ArrayList<>();
    private final List<KeyDeltas> keys = new ArrayList<>();

    /** @param operation null if it has none */
    private record KeyUpdate(Key key, Operand change, Occurrence operation) {
        boolean isRepeated() {
            return operation != null && operation.isRepeated();
        }
    }

    /** What is merged into one key, and what the owner knows of the key before. */
    static final class KeyDeltas {
        private final Key key;
        // In the order of the log, one at least; once it is merged, what they came to.
        private List<Operand> deltas;
        /** Of a key that is kept in parts; else null. */
        LatticeType split;
        /** What it has, if that is remembered; else null. */
        Operand state;
        /** Whether its chain is to be folded. */
        boolean isDue;

        private KeyDeltas(Key key, List<Operand> deltas) {
            this.key = key;
            this.deltas = deltas;
        }

        Key key() {
            return key;
        }

        List<Operand> deltas() {
            return deltas;
        }

        void mergedAs(List<Operand> merged) {
            deltas = merged;
        }
    }

    /** @param operation null if it has none */
    void add(Key key, Operand change, Occurrence operation) {
        updates.add(new KeyUpdate(key, change, operation));
    }

    /** Takes what was added together by key, but for what repeats an operation, which must be settled. */
    void group() {
        updates.removeIf(KeyUpdate::isRepeated);
        updates.sort(BY_KEY);
        for (int from = 0; from < updates.size(); ) {
            Key key = updates.get(from).key();
            int to = from + 1;
            while (to < updates.size() && updates.get(to).key().equals(key)) {
                to++;
            }
            keys.add(new KeyDeltas(key, changes(from, to)));
            from = to;
        }
        updates.clear();
    }

    private List<Operand> changes(int from, int to) {
        if (to - from == 1) {
            return List.of(updates.get(from).change());
        }
        List<Operand> changes = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            changes.add(updates.get(i).change());
        }
        return changes;
    }

    /** What was grouped. */
    List<KeyDeltas> keys() {
        return keys;
    }

    void clear() {
        updates.clear();
        keys.clear();
    }
}
