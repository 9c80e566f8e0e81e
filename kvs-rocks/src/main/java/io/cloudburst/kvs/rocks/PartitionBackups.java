package io.cloudburst.kvs.rocks;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.rocksdb.BackupEngine;
import org.rocksdb.BackupEngineOptions;
import org.rocksdb.BackupInfo;
import org.rocksdb.Env;
import org.rocksdb.RestoreOptions;
import org.rocksdb.RocksDBException;

/**
 * The backups of one partition in one directory: files that several of them have are there once, so each costs what has changed
 * since the one before. One process at a time adds to them; any may restore from them. Thread-safe.
 */
public final class PartitionBackups {
    private static final Pattern DESCRIPTION = Pattern.compile("log=(?<log>\\S*) applied=(?<applied>-?\\d+)");

    private final Path directory;

    /** @param directory of these backups alone; created with the first */
    public PartitionBackups(Path directory) {
        this.directory = directory;
    }

    /**
     * A backup.
     *
     * @param id increases from one to the next
     * @param logId which log the partition followed
     * @param applied how far, at least
     * @param seconds when it was made, since the epoch
     * @param bytes what a restore of it takes
     */
    public record Backup(int id, String logId, long applied, long seconds, long bytes) {}

    /**
     * Adds a backup.
     *
     * @param checkpoint a copy of the partition, as {@link PartitionStore#checkpoint} made it
     * @param kept how many backups are left after it; older ones are deleted
     * @return the backup
     * @throws StorageException if that fails, or another process is about it
     */
    public Backup add(Path checkpoint, StoreMemory memory, int kept) {
        try {
            Files.createDirectories(directory);
            try (FileChannel file = FileChannel.open(
                            directory.resolve("backup.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = file.tryLock();
                    PartitionDatabase database = PartitionDatabase.open(checkpoint, memory)) {
                if (lock == null) {
                    throw inUse(null);
                }
                String description = "log=" + PartitionMeta.logId(database).orElse("") + " applied="
                        + PartitionMeta.applied(database);
                try (BackupEngineOptions options = options();
                        BackupEngine engine = BackupEngine.open(Env.getDefault(), options)) {
                    database.backUp(engine, description);
                    engine.purgeOldBackups(kept);
                    List<BackupInfo> all = engine.getBackupInfo();
                    return describe(all.get(all.size() - 1)).orElseThrow();
                }
            }
        } catch (OverlappingFileLockException e) {
            throw inUse(e);
        } catch (IOException | RocksDBException e) {
            throw new StorageException(
                    "no backup can be written to " + directory + ": " + e.getMessage()
                            + "; see that the disk has room and the directory is writable",
                    e);
        }
    }

    private StorageException inUse(Exception cause) {
        return new StorageException("another process writes backups to " + directory + "; this one is left out", cause);
    }

    /**
     * The backups, the oldest first.
     *
     * @throws StorageException if they can't be read
     */
    public List<Backup> list() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        NativeLibrary.load();
        try (BackupEngineOptions options = options();
                BackupEngine engine = BackupEngine.open(Env.getDefault(), options)) {
            return engine.getBackupInfo().stream()
                    .map(PartitionBackups::describe)
                    .flatMap(Optional::stream)
                    .collect(Collectors.toList());
        } catch (RocksDBException e) {
            throw new StorageException("the backups in " + directory + " can't be read: " + e.getMessage(), e);
        }
    }

    /**
     * Makes a partition's directory of a backup, and sees that it is whole.
     *
     * @param partition where to; must not exist
     * @throws StorageException if the backup is damaged or gone, or the directory can't be written; what is there is of no use then
     */
    public void restore(Backup backup, Path partition, StoreMemory memory) {
        NativeLibrary.load();
        try (BackupEngineOptions options = options();
                RestoreOptions restoreOptions = new RestoreOptions(false);
                BackupEngine engine = BackupEngine.open(Env.getDefault(), options)) {
            engine.restoreDbFromBackup(backup.id(), partition.toString(), partition.toString(), restoreOptions);
        } catch (RocksDBException e) {
            throw new StorageException(
                    "backup " + backup.id() + " in " + directory + " can't be restored to " + partition + ": "
                            + e.getMessage(),
                    e);
        }
        try (PartitionDatabase restored = PartitionDatabase.open(partition, memory)) {
            restored.verify();
        }
    }

    private BackupEngineOptions options() {
        return new BackupEngineOptions(directory.toString())
                .setShareTableFiles(true)
                .setShareFilesWithChecksum(true)
                .setBackupLogFiles(false)
                .setSync(true);
    }

    /** Empty for one that somebody else has made. */
    private static Optional<Backup> describe(BackupInfo info) {
        Matcher description = DESCRIPTION.matcher(info.appMetadata() == null ? "" : info.appMetadata());
        return description.matches()
                ? Optional.of(new Backup(
                        info.backupId(),
                        description.group("log"),
                        Long.parseLong(description.group("applied")),
                        info.timestamp(),
                        info.size()))
                : Optional.empty();
    }
}
