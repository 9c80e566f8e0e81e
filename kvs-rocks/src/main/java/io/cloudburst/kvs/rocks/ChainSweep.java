package io.cloudburst.kvs.rocks;

/**
 * Goes over all keys again and again, in their order, and folds the chains that are worth it: some keys for every batch that was
 * appended to, so that it has gone round when keys that are merged into alike have some {@value #MERGES_A_KEY} operands more. A key
 * costs a fraction of what it costs to look one up: its neighbours lie beside it. Used by the partition's owner alone.
 */
final class ChainSweep {
    /** So many merges take the sweep on by a key. */
    static final int MERGES_A_KEY = 16;

    private static final int KEYS_A_STEP = 256;
    private static final int MERGES_A_STEP = MERGES_A_KEY * KEYS_A_STEP;
    private static final long BYTES_A_STEP = 1 << 20;

    private final PartitionDatabase database;
    private int merges;
    // Where the next step begins.
    private byte[] from = {};

    /** What is done with a key. */
    @FunctionalInterface
    interface Visitor {
        void visit(Key key, byte[] chain);
    }

    ChainSweep(PartitionDatabase database) {
        this.database = database;
    }

    /** Counts one merge that has made a chain longer. */
    void merged() {
        merges++;
    }

    /** Whether there were merges enough for a step. */
    boolean isDue() {
        return merges >= MERGES_A_STEP;
    }

    /** Visits the next keys that have a chain; it may be of one operand. What they have is as of the last commit. */
    void step(Visitor visitor) {
        merges -= MERGES_A_STEP;
        int[] keys = {0};
        long[] bytes = {0};
        byte[][] last = {null};
        database.scan(from, (key, stored) -> {
            if (keys[0] == KEYS_A_STEP || bytes[0] > BYTES_A_STEP) {
                last[0] = key;
                return false;
            }
            keys[0]++;
            bytes[0] += stored.length;
            if (SplitKeys.typeOf(stored) == null) {
                visitor.visit(new Key(key), stored);
            }
            return true;
        });
        from = last[0] == null ? new byte[0] : last[0];
    }
}
