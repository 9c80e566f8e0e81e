package io.cloudburst.kvs;

import io.cloudburst.kvs.BackupDirectory.Source;
import io.cloudburst.kvs.rocks.NativeLibrary;
import io.cloudburst.kvs.rocks.StorageException;
import io.cloudburst.kvs.rocks.StoreMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Makes the data directory of a node that does not run of backups. When the node starts, it goes on from there with the log. A node
 * whose directory is empty does the same by itself; this is for one that has something, which is not to be kept.
 *
 * <p>Of each partition the backup that is applied furthest is taken, of whichever replica set, and an older one where that is
 * damaged. Where there are backups of several logs, because the topic was made anew, those of the newest backup's log count.
 */
public final class StoreRestore {
    private final BackupDirectory backups;
    private final Path dataDirectory;

    /**
     * @param backups as {@link BackupSettings#directory} names it
     * @param dataDirectory of the node; created where it is missing
     */
    public StoreRestore(Path backups, Path dataDirectory) {
        this.backups = new BackupDirectory(backups);
        this.dataDirectory = dataDirectory;
    }

    /**
     * A partition that was restored.
     *
     * @param backup the id of the backup
     * @param applied the offset of the log up to which it is applied
     * @param made when the backup was made
     * @param bytes its size
     */
    public record Restored(int partition, int backup, long applied, Instant made, long bytes) {}

    /**
     * Restores all partitions of which there are backups.
     *
     * @param replace whether partitions that are there may be put aside, in {@code partition-N.aside}
     * @return by partition, ascending
     * @throws StoreNodeException if a node is running on the directory, there are partitions that must not be replaced, there is no
     *     backup, or none of a partition can be restored; the message says which partitions were restored by then
     */
    public List<Restored> run(boolean replace) {
        DirectoryLock lock = DirectoryLock.take(dataDirectory);
        try {
            try {
                return restoreAll(replace);
            } finally {
                lock.close();
            }
        } catch (IOException e) {
            throw new StoreNodeException("data directory " + dataDirectory + " can't be read: " + e.getMessage(), e);
        }
    }

    private List<Restored> restoreAll(boolean replace) throws IOException {
        SortedSet<Integer> present = new BackupDirectory(dataDirectory).partitions();
        if (!replace && !present.isEmpty()) {
            throw new StoreNodeException(
                    dataDirectory + " has partitions " + present
                            + " already; give an empty directory, or replace them, which puts them aside",
                    null);
        }
        NativeLibrary.loadFrom(dataDirectory.resolve("native"));
        SortedMap<Integer, List<Source>> plan = plan();
        List<Restored> restored = new ArrayList<>();
        plan.forEach((partition, sources) -> restored.add(restore(partition, sources, restored)));
        return restored;
    }

    /** The backups of each partition, the best first; at least one. */
    private SortedMap<Integer, List<Source>> plan() {
        SortedMap<Integer, List<Source>> all = new TreeMap<>();
        for (int partition : partitions()) {
            all.put(partition, backups.furthestFirst(partition));
        }
        String log = all.values().stream()
                .flatMap(Collection::stream)
                .max(Comparator.comparingLong(source -> source.backup().seconds()))
                .orElseThrow(() -> new StoreNodeException(
                        "there is no backup in " + backups.directory()
                                + "; give the directory that the nodes were given for their backups",
                        null))
                .backup()
                .logId();
        all.replaceAll((partition, sources) -> sources.stream()
                .filter(source -> source.backup().logId().equals(log))
                .toList());
        all.forEach((partition, sources) -> {
            if (sources.isEmpty()) {
                throw new StoreNodeException(
                        "partition " + partition + " has no backup of the log " + log + " in " + backups.directory()
                                + "; nothing was restored",
                        null);
            }
        });
        return all;
    }

    private SortedSet<Integer> partitions() {
        if (!Files.isDirectory(backups.directory())) {
            return new TreeSet<>();
        }
        try {
            return backups.partitions();
        } catch (IOException e) {
            throw new StoreNodeException(
                    "backup directory " + backups.directory() + " can't be read: " + e.getMessage(), e);
        }
    }

    private Restored restore(int partition, List<Source> sources, List<Restored> before) {
        StorageException lastFailure = null;
        for (Source source : sources) {
            try (StoreMemory memory = new StoreMemory(StoreMemory.MIN_BYTES)) {
                new PartitionDirectories(dataDirectory).restore(partition, source, memory);
                return new Restored(
                        partition,
                        source.backup().id(),
                        source.backup().applied(),
                        Instant.ofEpochSecond(source.backup().seconds()),
                        source.backup().bytes());
            } catch (StorageException e) {
                lastFailure = e;
            }
        }
        throw new StoreNodeException(
                "partition " + partition + " can't be restored: " + lastFailure.getMessage() + "; restored were "
                        + before.stream().map(Restored::partition).toList(),
                lastFailure);
    }
}
