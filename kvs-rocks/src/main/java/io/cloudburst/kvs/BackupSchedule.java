package io.cloudburst.kvs;

import io.cloudburst.kvs.rocks.PartitionBackups;
import io.cloudburst.kvs.rocks.PartitionBackups.Backup;
import io.cloudburst.kvs.rocks.PartitionStore;
import io.cloudburst.kvs.rocks.StorageException;
import io.cloudburst.kvs.rocks.StoreMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Backs partitions up from time to time, and restores them. The follower's thread only makes a copy of hard links and hands it over;
 * one thread of its own writes it to {@code partition-N/set-R} in the backup directory, a partition after the other.
 */
final class BackupSchedule implements AutoCloseable {
    private static final Duration CLOSING = Duration.ofSeconds(60);
    private static final String SET_PREFIX = "set-";

    private static final Logger log = LoggerFactory.getLogger(BackupSchedule.class);

    private final BackupSettings settings;
    private final int replicaSet;
    private final PartitionDirectories directories;
    private final StoreMemory memory;
    private final RandomGenerator random;
    private final ExecutorService worker;
    // By partition; of the follower's thread alone.
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

    /**
     * Begins a backup of a partition if it is time for one, something has changed, and none is being written. Called by the store's
     * owner.
     */
    void backUpWhenDue(PartitionStore store) {
        Due due = schedule.computeIfAbsent(store.partition(), partition -> firstDue());
        if (!running.isDone() || System.nanoTime() - due.atNanos() < 0 || store.applied() == due.lastApplied()) {
            return;
        }
        schedule.put(
                store.partition(),
                new Due(System.nanoTime() + settings.interval().toNanos(), store.applied()));
        try {
            Path copy = directories.emptyBeside(store.partition(), "backup");
            store.checkpoint(copy);
            running = CompletableFuture.runAsync(() -> write(store.partition(), copy), worker);
        } catch (StorageException e) {
            logNoBackup(store.partition(), e);
        }
    }

    /** Anywhere within the interval, so that nodes that start together don't back up together. */
    private Due firstDue() {
        return new Due(
                System.nanoTime() + random.nextLong(settings.interval().toNanos()), PartitionStore.NOTHING_APPLIED);
    }

    private void write(int partition, Path copy) {
        try {
            Backup backup = new PartitionBackups(directoryOf(partition).resolve(SET_PREFIX + replicaSet))
                    .add(copy, memory, settings.kept());
            log.info(
                    "partition {}: backup {} of {} bytes, applied up to offset {}",
                    partition,
                    backup.id(),
                    backup.bytes(),
                    backup.applied());
        } catch (RuntimeException e) {
            logNoBackup(partition, e);
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
        for (Source source : newestFirst(partition, logId)) {
            if (source.backup().applied() > better && restore(partition, source)) {
                return true;
            }
        }
        log.info("partition {}: there is no backup to begin with", partition);
        return false;
    }

    private boolean restore(int partition, Source source) {
        try {
            Path restored = directories.emptyBeside(partition, "restored");
            source.backups().restore(source.backup(), restored, memory);
            directories.replace(partition, restored);
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

    private List<Source> newestFirst(int partition, String logId) {
        List<Source> sources = new ArrayList<>();
        for (Path set : setsOf(partition)) {
            PartitionBackups backups = new PartitionBackups(set);
            try {
                backups.list().stream()
                        .filter(backup -> backup.logId().equals(logId))
                        .forEach(backup -> sources.add(new Source(backups, backup)));
            } catch (StorageException e) {
                log.error("partition {}: backups of one replica set can't be read", partition, e);
            }
        }
        sources.sort(Comparator.comparingLong((Source source) -> source.backup().applied())
                .reversed());
        return sources;
    }

    private List<Path> setsOf(int partition) {
        if (!Files.isDirectory(directoryOf(partition))) {
            return List.of();
        }
        try (Stream<Path> sets = Files.list(directoryOf(partition))) {
            return sets.filter(set -> set.getFileName().toString().startsWith(SET_PREFIX))
                    .collect(Collectors.toList());
        } catch (IOException e) {
            log.error("partition {}: backups in {} can't be read", partition, directoryOf(partition), e);
            return List.of();
        }
    }

    private Path directoryOf(int partition) {
        return settings.directory().resolve("partition-" + partition);
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

    private record Source(PartitionBackups backups, Backup backup) {}
}
