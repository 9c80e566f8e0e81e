package io.cloudburst.kvs;

import io.cloudburst.kvs.OwnedPartitions.OwnedPartition;
import io.cloudburst.kvs.rocks.DamagedPartitionException;
import io.cloudburst.kvs.rocks.PartitionStore;
import io.cloudburst.kvs.rocks.StorageException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A partition that the group gave to this node, on its way: <em>assigned</em>, then <em>opened</em> where its last flush or a backup
 * left it, then <em>followed</em> and readable. When its storage fails it is closed and begins anew after a while; the others go on. Used by
 * the follower's thread alone.
 */
final class AssignedPartition implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AssignedPartition.class);

    private final TopicPartition topicPartition;
    private final PartitionDirectories directories;
    private final PartitionOpener opener;
    private final OwnedPartitions owned;
    private final Optional<BackupSchedule> backups;
    private final RetryDelay retryDelay = new RetryDelay();
    // Null until opened.
    private PartitionStore store;
    // It must not be opened before: it may be one that began when the partition was here before.
    private CompletableFuture<Boolean> restoreUnderWay;
    private boolean restoreTried;
    // What is stored must not be opened again, but replaced.
    private boolean damaged;
    private boolean followed;
    // While followed: the offset that makes it readable, and whether it has come.
    private long readableFrom;
    private boolean caughtUp;

    AssignedPartition(
            TopicPartition topicPartition,
            PartitionDirectories directories,
            PartitionOpener opener,
            OwnedPartitions owned,
            Optional<BackupSchedule> backups) {
        this.topicPartition = topicPartition;
        this.directories = directories;
        this.opener = opener;
        this.owned = owned;
        this.backups = backups;
        this.restoreUnderWay = backups.map(schedule -> schedule.restoreUnderWay(topicPartition.partition()))
                .orElseGet(() -> CompletableFuture.completedFuture(false));
    }

    TopicPartition topicPartition() {
        return topicPartition;
    }

    boolean isFollowed() {
        return followed;
    }

    /** Whether it is followed, but not yet as far as the log was when it was assigned. */
    boolean isCatchingUp() {
        return followed && !caughtUp;
    }

    /** Whether it is time to try, once more, to open and follow it. */
    boolean isDue() {
        return !followed && retryDelay.isOver() && restoreUnderWay.isDone();
    }

    PartitionStore store() {
        return store;
    }

    /** Opens it, from a backup if there is nothing sound of it here. False if it is not open yet; it will be due again. */
    boolean open(LogBounds bounds) {
        if (store != null) {
            return true;
        }
        try {
            if (damaged && !replaceDamaged(bounds)) {
                return false;
            }
            if (!directories.has(topicPartition.partition()) && beginRestore(bounds, PartitionStore.NOTHING_APPLIED)) {
                return false;
            }
            store = opener.open(topicPartition.partition(), directories);
            return true;
        } catch (StorageException e) {
            storageFailed(e);
            return false;
        }
    }

    /**
     * Puts aside what is damaged, if a backup and the log, or the log alone, have everything that was in it.
     *
     * @return false if it has begun a restore instead, or nothing else has everything; it will be due again
     * @throws StorageException if that fails
     */
    private boolean replaceDamaged(LogBounds bounds) {
        long start = bounds.starts().get(topicPartition);
        if (beginRestore(bounds, start - 2)) {
            return false;
        }
        boolean restored = restoreUnderWay.exceptionally(failure -> false).join();
        if (!restored && start > 0) {
            restoreTried = false;
            retryDelay.begin();
            log.error(
                    "{}: what is stored here is damaged, the log begins at offset {}, and there is no backup that reaches it;"
                            + " not served here. To repair it, stop the node and give it a copy of the partition's directory"
                            + " from a node of another replica set; next look for a backup in {} ms",
                    topicPartition,
                    start,
                    retryDelay.millis());
            return false;
        }
        if (!restored) {
            directories.putAside(topicPartition.partition());
        }
        log.warn(
                "{}: what was stored here is damaged and put aside in {}; it is built anew from {}",
                topicPartition,
                directories.aside(topicPartition.partition()),
                restored ? "a backup and the log" : "the log");
        damaged = false;
        return true;
    }

    /** False if there are no backups, or they were tried before. */
    private boolean beginRestore(LogBounds bounds, long better) {
        if (backups.isEmpty() || restoreTried) {
            return false;
        }
        restoreTried = true;
        restoreUnderWay = backups.get().restore(topicPartition.partition(), bounds.topicId(), better);
        return true;
    }

    /**
     * Finds where to go on in the log, and lets readers in.
     *
     * @return the offset of the next record to read; empty if it has begun a restore instead, and will be due again
     * @throws StorageException if the store can't be brought to where the log is
     */
    OptionalLong follow(LogBounds bounds) {
        long start = bounds.starts().get(topicPartition);
        long end = bounds.ends().get(topicPartition);
        String known = store.logId().orElse(null);
        if (known == null) {
            store.follow(bounds.topicId());
        } else if (!known.equals(bounds.topicId())) {
            log.error(
                    "{}: the topic was deleted and created again; what was stored of the old one is put aside in {}, and the"
                            + " store is built anew from the new one",
                    topicPartition,
                    directories.aside(topicPartition.partition()));
            closeStore();
            directories.putAside(topicPartition.partition());
            if (beginRestore(bounds, PartitionStore.NOTHING_APPLIED)) {
                return OptionalLong.empty();
            }
            store = opener.open(topicPartition.partition(), directories);
            store.follow(bounds.topicId());
        }
        long next = store.applied() + 1;
        if (next < start && backups.isPresent() && !restoreTried) {
            log.warn(
                    "{}: the log begins at offset {}, this node needs it from {}; looking for a backup",
                    topicPartition,
                    start,
                    next);
            closeStore();
            beginRestore(bounds, next - 1);
            return OptionalLong.empty();
        }
        if (next < start) {
            log.error(
                    "{}: the log begins at offset {}, but this node has only what came before offset {}: the updates between"
                            + " have expired and are missing here. To repair it, stop the node and give it a copy of the"
                            + " partition's directory from a node of another replica set that was never away so long",
                    topicPartition,
                    start,
                    next);
            store.skipTo(start - 1);
        } else if (next > end) {
            log.error(
                    "{}: the log ends at offset {}, but this node has applied it up to {}: the brokers have lost acknowledged"
                            + " updates, which this node keeps and others may lack",
                    topicPartition,
                    end,
                    store.applied());
            store.skipTo(end - 1);
        }
        readableFrom = end - 1;
        followed = true;
        caughtUp = false;
        owned.add(new OwnedPartition(store, readableFrom));
        log.info("{}: following from offset {}, the log ends at {}", topicPartition, store.applied() + 1, end);
        return OptionalLong.of(store.applied() + 1);
    }

    /** Notes how far the log has been read, records or not: what lies at its end may be no records for us. */
    void readUpTo(long nextOffset) {
        if (nextOffset - 1 > store.applied()) {
            store.skipTo(nextOffset - 1);
        }
        if (store.applied() >= readableFrom) {
            caughtUp = true;
        }
    }

    /** Begins to make durable what is applied. */
    void flush() {
        store.flush(false);
        // It has been well for some time, not only until the next record.
        retryDelay.reset();
    }

    /** Lets it begin anew, from opening, after a while. */
    void storageFailed(StorageException failure) {
        retryDelay.begin();
        log.error("{}: not served here for now; next try in {} ms", topicPartition, retryDelay.millis(), failure);
        close();
        if (failure instanceof DamagedPartitionException) {
            damaged = true;
            restoreTried = false;
        }
    }

    /** Lets it look for its place in the log again. The data stay open to readers. */
    void placeLost() {
        followed = false;
    }

    /** Shuts readers out, flushes and closes; does nothing where it is not open. */
    @Override
    public void close() {
        followed = false;
        closeStore();
    }

    private void closeStore() {
        owned.remove(topicPartition.partition());
        if (store != null) {
            PartitionStore closing = store;
            store = null;
            closing.close();
        }
    }
}
