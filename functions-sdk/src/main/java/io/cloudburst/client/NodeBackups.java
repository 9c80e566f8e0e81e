package io.cloudburst.client;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a store node did when it was asked to back up its partitions.
 *
 * @param directory where the backups are, as the node knows it; empty where the node has failed as a whole
 * @param written the backups
 * @param failed the partitions that it could not back up, and why
 * @param failure why it has backed up nothing: it does not answer, or has no directory for backups
 */
public record NodeBackups(
        String node,
        int replicaSet,
        String directory,
        List<Backup> written,
        SortedMap<Integer, String> failed,
        Optional<String> failure) {
    /**
     * A backup.
     *
     * @param id increases from one backup of the partition to the next
     * @param applied the offset of the log up to which it has everything
     * @param bytes what a restore of it takes
     */
    public record Backup(int partition, int id, long applied, long bytes) {}

    /** Whether all partitions were backed up. */
    public boolean isComplete() {
        return failure.isEmpty() && failed.isEmpty();
    }
}
