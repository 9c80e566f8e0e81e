package io.cloudburst.kvs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * Where a node's partitions are backed up, and how often. A node that is given a partition of which it has nothing begins with the
 * newest backup of any replica set, and reads the log from there.
 *
 * @param directory that all nodes reach, and can lock files in
 * @param interval between two backups of a partition, at least a second; must be well below the time for which the log is kept
 * @param kept how many backups of a partition each replica set keeps, at least 1
 */
public record BackupSettings(Path directory, Duration interval, int kept) {
    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException naming the setting that is out of them
     */
    public BackupSettings {
        Objects.requireNonNull(directory, "backup directory");
        if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("backup interval " + interval + " must be at least a second");
        }
        if (kept < 1) {
            throw new IllegalArgumentException("backups kept must be at least 1, not " + kept);
        }
    }
}
