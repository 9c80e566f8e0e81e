package io.cloudburst.kvs.rocks;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Who watches which keys of a partition. Any thread adds and removes, the partition's owner tells. */
final class KeyWatches {
    private final int partition;
    private final Map<Key, CopyOnWriteArrayList<KeyWatcher>> byKey = new ConcurrentHashMap<>();
    // How many keys each watches.
    private final Map<KeyWatcher, Integer> watchers = new ConcurrentHashMap<>();
    private volatile boolean closed;

    KeyWatches(int partition) {
        this.partition = partition;
    }

    /** @throws PartitionClosedException if it is closed */
    void add(byte[] key, KeyWatcher watcher) {
        byKey.compute(new Key(key), (k, all) -> {
            CopyOnWriteArrayList<KeyWatcher> added = all == null ? new CopyOnWriteArrayList<>() : all;
            if (added.addIfAbsent(watcher)) {
                watchers.merge(watcher, 1, Integer::sum);
            }
            return added;
        });
        if (closed) {
            // It may or may not have been told.
            throw new PartitionClosedException(partition);
        }
    }

    void remove(byte[] key, KeyWatcher watcher) {
        byKey.computeIfPresent(new Key(key), (k, all) -> {
            if (all.remove(watcher)) {
                watchers.computeIfPresent(watcher, (w, keys) -> keys == 1 ? null : keys - 1);
            }
            return all.isEmpty() ? null : all;
        });
    }

    boolean isEmpty() {
        return byKey.isEmpty();
    }

    boolean isWatched(Key key) {
        return byKey.containsKey(key);
    }

    void changed(Key key, List<Operand> deltas) {
        List<KeyWatcher> all = byKey.get(key);
        if (all != null) {
            for (Operand delta : deltas) {
                StoredValue value = delta.toStoredValue();
                all.forEach(watcher -> watcher.changed(partition, key.bytes(), value));
            }
        }
    }

    /** A key was taken away: what its watchers have of it is not what a later value is joined into. */
    void purged(byte[] key) {
        List<KeyWatcher> all = byKey.get(new Key(key));
        if (all != null) {
            all.forEach(watcher -> watcher.purged(partition, key));
        }
    }

    void applied(long offset) {
        watchers.keySet().forEach(watcher -> watcher.applied(partition, offset));
    }

    void close() {
        closed = true;
        watchers.keySet().forEach(watcher -> watcher.closed(partition));
        byKey.clear();
        watchers.clear();
    }
}
