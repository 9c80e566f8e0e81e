package io.cloudburst.kvs.rocks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cloudburst.protocol.OperationId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which operations a partition has seen lately, so that an update that repeats one is left out.
 *
 * <p>Operations belong to <em>generations</em>, of which the last two count. A generation ends with the first operation whose record
 * is a window older or younger, by the log's timestamps, than the one that began it. So while operations come in, one is known for a
 * window at least and two at most; while none come in, nothing is forgotten. What is known at a record hangs on the log before it and
 * on nothing else, neither on batches nor on this node's clock. The window must be the same on every node, for ever: replicas would
 * differ otherwise.
 *
 * <p>Of a batch, all are {@link #add added}, then {@link #settle settled}; what is new is then committed with the batch. Used by the
 * partition's owner alone.
 */
final class Operations {
    /** How long an operation is known at least. */
    static final Duration WINDOW = Duration.ofMinutes(10);

    private static final byte[] META = "operations".getBytes(UTF_8);

    private final PartitionDatabase database;
    private final long windowMillis;
    // Those of the batch, in the order of the log.
    private final List<Occurrence> batch = new ArrayList<>();
    private Generation committed;
    // With the batch.
    private Generation current;

    /**
     * The operations from one on.
     *
     * @param number of the first is 1; of none is 0
     * @param beganMillis the timestamp of the first record
     */
    private record Generation(int number, long beganMillis) {
        static final Generation NONE = new Generation(0, 0);

        static Generation parse(byte[] stored) {
            if (stored == null) {
                return NONE;
            }
            ByteBuffer buffer = ByteBuffer.wrap(stored);
            return new Generation(buffer.getInt(), buffer.getLong());
        }

        byte[] toByteArray() {
            return ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
                    .putInt(number)
                    .putLong(beganMillis)
                    .array();
        }

        boolean has(long millis, long windowMillis) {
            return number > 0 && Math.abs(millis - beganMillis) < windowMillis;
        }
    }

    /** An operation at its place in the log. */
    static final class Occurrence {
        private final OperationId id;
        private final Generation generation;
        private boolean isRepeated;

        private Occurrence(OperationId id, Generation generation) {
            this.id = id;
            this.generation = generation;
        }

        /** Whether it has been seen before. Not known before it is settled. */
        boolean isRepeated() {
            return isRepeated;
        }
    }

    Operations(PartitionDatabase database, Duration window) {
        this.database = database;
        this.windowMillis = window.toMillis();
        this.committed = Generation.parse(database.getMeta(META));
        this.current = committed;
    }

    /**
     * Takes up the operation of the next update.
     *
     * @param timestamp of its record, in milliseconds since the epoch
     */
    Occurrence add(OperationId id, long timestamp) {
        // Records of old clients have none.
        long millis = Math.max(0, timestamp);
        if (!current.has(millis, windowMillis)) {
            current = new Generation(current.number() + 1, millis);
        }
        Occurrence occurrence = new Occurrence(id, current);
        batch.add(occurrence);
        return occurrence;
    }

    /** Looks which of those that were added are repeated, and stores the others with the next commit. */
    void settle() {
        if (batch.isEmpty()) {
            return;
        }
        Map<OperationId, Integer> newest = stored();
        Generation generation = committed;
        for (Occurrence occurrence : batch) {
            int number = occurrence.generation.number();
            if (occurrence.generation != generation) {
                generation = occurrence.generation;
                database.putMeta(META, generation.toByteArray());
                if (number > 2) {
                    database.deleteOperations(prefix(number - 2), prefix(number - 1));
                }
            }
            Integer seen = newest.put(occurrence.id, number);
            occurrence.isRepeated = seen != null && seen >= number - 1;
            if (seen == null || seen < number) {
                database.putOperation(key(number, occurrence.id));
            }
        }
        batch.clear();
    }

    /** In which generation each of the batch was seen last, before the batch. */
    private Map<OperationId, Integer> stored() {
        List<byte[]> keys = new ArrayList<>(2 * batch.size());
        List<OperationId> ids = new ArrayList<>(2 * batch.size());
        int last = committed.number();
        for (int number = Math.max(1, last - 1); number <= last; number++) {
            for (Occurrence occurrence : batch) {
                if (occurrence.generation.number() - number <= 1) {
                    keys.add(key(number, occurrence.id));
                    ids.add(occurrence.id);
                }
            }
        }
        Map<OperationId, Integer> newest = new HashMap<>();
        if (!keys.isEmpty()) {
            BitSet found = database.areOperations(keys);
            found.stream().forEach(i -> newest.put(ids.get(i), numberOf(keys.get(i))));
        }
        return newest;
    }

    void committed() {
        committed = current;
    }

    void rolledBack() {
        current = committed;
        batch.clear();
    }

    private static byte[] prefix(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    private static byte[] key(int number, OperationId id) {
        return ByteBuffer.allocate(Integer.BYTES + OperationId.BYTES)
                .putInt(number)
                .putLong(id.high())
                .putLong(id.low())
                .array();
    }

    private static int numberOf(byte[] key) {
        return ByteBuffer.wrap(key).getInt();
    }
}
