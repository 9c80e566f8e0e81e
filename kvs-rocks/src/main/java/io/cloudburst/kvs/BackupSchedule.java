package io.cloudburst.kvs;

import io.cloudburst.kvs.BackupDirectory.Source;
import io.cloudburst.kvs.rocks.PartitionBackups.Backup;
import io.cloudburst.kvs.rocks.PartitionStore;
import io.cloudburst.kvs.rocks.StorageException;
import io.cloudburst.kvs.rocks.StoreMemory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Backs partitions up from time to time and when asked to, and restores them. The follower's thread only makes a copy of hard links
 * and hands it over; one thread of its own writes it to the {@link BackupDirectory}, a partition after the other.
 */
final class BackupSchedule implements AutoCloseable {
    private static final Duration CLOSING = Duration.ofSeconds(60);

    private static final Logger log = LoggerFactory.getLogger(BackupSchedule.class);

    private final BackupSettings settings;
    private final BackupDirectory backups;
    private final int replicaSet;
    private final PartitionDirectories directories;
    private final StoreMemory memory;
    private final RandomGenerator random;
    private final ExecutorService worker;
    // By partition: backups that are asked for and not begun, one a partition however many ask.
    private final Map<Integer, CompletableFuture<Backup>> asked = new ConcurrentHashMap<>();
    // By partition; of the follower's thread alone, as is all that follows.
    private final Map<Integer, Due> schedule = new HashMap<>();
    private final Map<Integer, CompletableFuture<Boolean>> restores = new HashMap<>();
    private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);

    BackupSchedule(
            BackupSettings settings,
            StoreNodeSettings node,
            PartitionDirectories directories,
            StoreMemory memory,
            RandomGenerator random) {
        this.settings = settings;
        this.backups = new BackupDirectory(settings.directory());
        this.replicaSet = node.replicaSet();
        this.directories = directories;
        this.memory = memory;
        this.random = random;
        this.worker = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "store-backup-" + node.name());
            thread.setDaemon(true);
            return thread;
        });
    }

    Path directory() {
        return settings.directory();
    }

    /**
     * Asks for a backup of a partition, to be begun by the follower as soon as no other is being written. For any thread.
     *
     * @return completes when it is written, exceptionally if it can't be, or the partition has gone; never if the node stops, so
     *     bound the wait. Not to be completed by others
     */
    CompletableFuture<Backup> ask(int partition) {
        return asked.computeIfAbsent(partition, number -> new CompletableFuture<>());
    }

    /** Refuses what is asked for of partitions that are not here. Called by the follower's thread. */
    void keepAskedOf(Set<Integer> partitions) {
        for (int partition : asked.keySet()) {
            if (!partitions.contains(partition)) {
                asked.remove(partition)
                        .completeExceptionally(new StorageException(
                                "partition " + partition + " is not here any more; ask its new owner", null));
            }
        }
    }

    /**
     * Begins a backup of a partition if none is being written, and it is asked for, or it is time for one and something has changed.
     * Called by the store's owner.
     */
    void backUpWhenDue(PartitionStore store) {
        Due due = schedule.computeIfAbsent(store.partition(), partition -> firstDue());
        if (!running.isDone()) {
            return;
        }
        CompletableFuture<Backup> wanted = asked.remove(store.partition());
        if (wanted == null && (System.nanoTime() - due.atNanos() < 0 || store.applied() == due.lastApplied())) {
            return;
        }
        schedule.put(
                store.partition(),
                new Due(System.nanoTime() + settings.interval().toNanos(), store.applied()));
        CompletableFuture<Backup> written = wanted == null ? new CompletableFuture<>() : wanted;
        try {
            Path copy = directories.emptyBeside(store.partition(), "backup");
            store.checkpoint(copy);
            running = CompletableFuture.runAsync(() -> write(store.partition(), copy, written), worker);
        } catch (StorageException e) {
            logNoBackup(store.partition(), e);
            written.completeExceptionally(e);
        }
    }

    /** Anywhere within the interval, so that nodes that start together don't back up together. */
    private Due firstDue() {
        return new Due(
                System.nanoTime() + random.nextLong(settings.interval().toNanos()), PartitionStore.NOTHING_APPLIED);
    }

    private void write(int partition, Path copy, CompletableFuture<Backup> written) {
        try {
            Backup backup = backups.of(partition, replicaSet).add(copy, memory, settings.kept());
            log.info(
                    "partition {}: backup {} of {} bytes, applied up to offset {}",
                    partition,
                    backup.id(),
                    backup.bytes(),
                    backup.applied());
            written.complete(backup);
        } catch (RuntimeException e) {
            logNoBackup(partition, e);
            written.completeExceptionally(e);
        } finally {
            PartitionDirectories.delete(copy);
        }
    }

    private void logNoBackup(int partition, Exception e) {
        log.error("partition {}: no backup was made; the next try is in {}", partition, settings.interval(), e);
    }

    /** Completes when no restore of a partition is under way: until then it must not be opened. */
    CompletableFuture<Boolean> restoreUnderWay(int partition) {
        return restores.getOrDefault(partition, CompletableFuture.completedFuture(false));
    }

    /**
     * Puts the newest backup that is of use in the place of a partition, which must be closed; what is there is put aside. Called
     * by the follower's thread.
     *
     * @param logId which log it must be of
     * @param better it must be applied further than this
     * @return completes when it is over, with whether there was one
     */
    CompletableFuture<Boolean> restore(int partition, String logId, long better) {
        CompletableFuture<Boolean> restore =
                CompletableFuture.supplyAsync(() -> restoreNewest(partition, logId, better), worker);
        restores.put(partition, restore);
        return restore;
    }

    private boolean restoreNewest(int partition, String logId, long better) {
        for (Source source : backups.furthestFirst(partition)) {
            boolean useful =
                    source.backup().logId().equals(logId) && source.backup().applied() > better;
            if (useful && restore(partition, source)) {
                return true;
            }
        }
        log.info("partition {}: there is no backup to begin with", partition);
        return false;
    }

    private boolean restore(int partition, Source source) {
        try {
            directories.restore(partition, source, memory);
            log.info(
                    "partition {}: restored backup {}, applied up to offset {}",
                    partition,
                    source.backup().id(),
                    source.backup().applied());
            return true;
        } catch (StorageException e) {
            log.error("partition {}: a backup can't be restored; trying an older one", partition, e);
            return false;
        }
    }

    /**
     * Waits for a backup or restore under way.
     *
     * @throws StoreNodeException if that takes too long; the native memory must not be released then
     */
    @Override
    public void close() {
        worker.shutdown();
        try {
            if (worker.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new StoreNodeException(
                "a backup to or from " + settings.directory() + " is not over within " + CLOSING.toSeconds()
                        + " s; end the process, the backup before it stays good",
                null);
    }

    /** When a partition is backed up next, and how far it was applied the last time. */
    private record Due(long atNanos, long lastApplied) {}
}
