package io.cloudburst.stack;

import io.cloudburst.kvs.BackupSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * A whole Cloudburst on one machine.
 *
 * @param directory that holds everything; what an earlier stack left in it is taken up again
 * @param port of the broker; 0 for a free one
 * @param executorThreads how many functions run at once
 * @param backupDirectory where the store is backed up each hour, the newest {@value #BACKUPS_KEPT} being kept
 */
public record StackSettings(Path directory, int port, int executorThreads, Path backupDirectory) {
    /** Many more than cores: functions that wait for something else must not hold up those that do not. */
    public static final int DEFAULT_EXECUTOR_THREADS = 64;

    private static final Duration BETWEEN_BACKUPS = Duration.ofHours(1);
    private static final int BACKUPS_KEPT = 3;

    public StackSettings {
        Objects.requireNonNull(directory, "directory");
        Objects.requireNonNull(backupDirectory, "backupDirectory");
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 0 to 65535, is " + port);
        }
        if (executorThreads < 1) {
            throw new IllegalArgumentException("executorThreads must be at least 1, is " + executorThreads);
        }
    }

    public static StackSettings in(Path directory, int port) {
        Path absolute = directory.toAbsolutePath();
        return new StackSettings(absolute, port, DEFAULT_EXECUTOR_THREADS, backupsIn(absolute));
    }

    /** Where backups are unless said otherwise. */
    public static Path backupsIn(Path directory) {
        return directory.resolve("backups");
    }

    /** Where the store node of a stack has its data. */
    public static Path storeIn(Path directory) {
        return directory.resolve("store");
    }

    BackupSettings backups() {
        return new BackupSettings(backupDirectory, BETWEEN_BACKUPS, BACKUPS_KEPT);
    }

    Path broker() {
        return directory.resolve("broker");
    }

    Path store() {
        return storeIn(directory);
    }

    Path job() {
        return directory.resolve("job");
    }
}
