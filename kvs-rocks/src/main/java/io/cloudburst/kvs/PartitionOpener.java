package io.cloudburst.kvs;

import io.cloudburst.kvs.rocks.DeadLetter;
import io.cloudburst.kvs.rocks.PartitionStore;
import io.cloudburst.kvs.rocks.StorageException;
import io.cloudburst.kvs.rocks.StoreMemory;
import java.util.SplittableRandom;

/** What the partitions of a node have in common when they are opened. */
record PartitionOpener(StoreMemory memory, DeadLetter.Sink deadLetters, SplittableRandom random) {
    /**
     * Opens a partition where it was left, or new.
     *
     * @throws StorageException if that fails
     */
    PartitionStore open(int partition, PartitionDirectories directories) {
        return PartitionStore.open(partition, directories.directory(partition), memory, deadLetters, random.split());
    }
}
