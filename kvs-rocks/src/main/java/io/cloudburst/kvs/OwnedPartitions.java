package io.cloudburst.kvs;

import io.cloudburst.kvs.rocks.PartitionStore;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The partitions that can be read here, by number. The follower of the log changes them, the RPC server reads them. */
final class OwnedPartitions {
    private final Map<Integer, OwnedPartition> partitions = new ConcurrentHashMap<>();

    void add(OwnedPartition partition) {
        partitions.put(partition.store().partition(), partition);
    }

    void remove(int partition) {
        partitions.remove(partition);
    }

    Optional<OwnedPartition> get(int partition) {
        return Optional.ofNullable(partitions.get(partition));
    }

    SortedSet<Integer> numbers() {
        return new TreeSet<>(partitions.keySet());
    }

    /**
     * One of them.
     *
     * @param store where its values are
     * @param readableFrom the offset that must be applied before anything is read: what the log had when the node took the
     *     partition. A store on its way there would show values older than those that its previous owner showed
     */
    record OwnedPartition(PartitionStore store, long readableFrom) {
        private static final int RECENT_UPDATES = 1_000;

        /** Whether it can be read now by one who demands an offset. */
        boolean hasApplied(long offset) {
            return store.applied() >= Math.max(offset, readableFrom);
        }

        /** Whether what was written at an offset is new here, and so most likely in memory. */
        boolean isRecent(long offset) {
            return offset > store.applied() - RECENT_UPDATES;
        }

        /** Completes when it can be read by one who demands an offset; as {@link PartitionStore#awaitOffset}. */
        CompletableFuture<Void> await(long offset, Duration timeout) {
            return store.awaitOffset(Math.max(offset, readableFrom), timeout);
        }
    }
}
