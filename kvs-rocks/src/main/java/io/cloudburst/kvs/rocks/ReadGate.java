package io.cloudburst.kvs.rocks;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Lets others than the owner use a partition's database, until it is shut: nobody may touch the database then. What they keep open of
 * it is closed with it. Thread-safe.
 */
final class ReadGate {
    private final int partition;
    // Held for reading while the database is used, for writing to close it.
    private final ReadWriteLock use = new ReentrantReadWriteLock();
    private final Set<PartIterator> open = ConcurrentHashMap.newKeySet();
    // Written with the write lock held.
    private boolean shut;
    // What a reader has met, until the owner hears of it; or null.
    private volatile DamagedPartitionException damage;

    ReadGate(int partition) {
        this.partition = partition;
    }

    /** @throws PartitionClosedException if it is shut */
    <R> R read(Supplier<R> reading) {
        use.readLock().lock();
        try {
            if (shut) {
                throw new PartitionClosedException(partition);
            }
            return reading.get();
        } catch (DamagedPartitionException e) {
            damage = e;
            throw e;
        } finally {
            use.readLock().unlock();
        }
    }

    /** Keeps an iterator that a reading has made, until it is released or the gate is shut. */
    PartIterator keep(PartIterator iterator) {
        open.add(iterator);
        return iterator;
    }

    /** Closes an iterator that was kept, unless it is closed. */
    void release(PartIterator iterator) {
        use.readLock().lock();
        try {
            if (open.remove(iterator)) {
                iterator.close();
            }
        } finally {
            use.readLock().unlock();
        }
    }

    /** @throws DamagedPartitionException that a reader has met */
    void checkUndamaged() {
        DamagedPartitionException met = damage;
        if (met != null) {
            throw met;
        }
    }

    boolean isShut() {
        use.readLock().lock();
        try {
            return shut;
        } finally {
            use.readLock().unlock();
        }
    }

    /** Waits for running reads, and ends all others. */
    void shut(Runnable closing) {
        use.writeLock().lock();
        try {
            shut = true;
            open.forEach(PartIterator::close);
            open.clear();
            closing.run();
        } finally {
            use.writeLock().unlock();
        }
    }
}
