package io.cloudburst.stack;

import io.cloudburst.executor.RemoteSettings;
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
 * @param httpPort of the gateway; 0 for a free one, {@value #NO_HTTP} for no gateway
 * @param backupDirectory where the store is backed up each hour, the newest {@value #BACKUPS_KEPT} being kept
 * @param remote how the job reaches what runs outside of it
 */
public record StackSettings(
        Path directory, int port, int executorThreads, int httpPort, Path backupDirectory, RemoteSettings remote) {
    /** Without a gateway. */
    public static final int NO_HTTP = -1;

    /** Many more than cores: functions that wait for something else must not hold up those that do not. */
    public static final int DEFAULT_EXECUTOR_THREADS = 64;

    private static final Duration BETWEEN_BACKUPS = Duration.ofHours(1);
    private static final int BACKUPS_KEPT = 3;

    public StackSettings {
        Objects.requireNonNull(directory, "directory");
        Objects.requireNonNull(backupDirectory, "backupDirectory");
        Objects.requireNonNull(remote, "remote");
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 0 to 65535, is " + port);
        }
        if (httpPort < NO_HTTP || httpPort > 65_535) {
            throw new IllegalArgumentException("httpPort must be -1 to 65535, is " + httpPort);
        }
        if (executorThreads < 1) {
            throw new IllegalArgumentException("executorThreads must be at least 1, is " + executorThreads);
        }
    }

    /** With the workers that announce themselves, and without secrets. */
    public StackSettings(Path directory, int port, int executorThreads, int httpPort, Path backupDirectory) {
        this(directory, port, executorThreads, httpPort, backupDirectory, RemoteSettings.NONE);
    }

    /** Without a gateway. */
    public static StackSettings in(Path directory, int port) {
        Path absolute = directory.toAbsolutePath();
        return new StackSettings(absolute, port, DEFAULT_EXECUTOR_THREADS, NO_HTTP, backupsIn(absolute));
    }

    public StackSettings withHttp(int port) {
        return new StackSettings(directory, this.port, executorThreads, port, backupDirectory, remote);
    }

    public StackSettings withRemote(RemoteSettings settings) {
        return new StackSettings(directory, port, executorThreads, httpPort, backupDirectory, settings);
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
