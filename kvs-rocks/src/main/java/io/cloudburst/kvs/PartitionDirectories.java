package io.cloudburst.kvs;

import io.cloudburst.kvs.BackupDirectory.Source;
import io.cloudburst.kvs.rocks.StorageException;
import io.cloudburst.kvs.rocks.StoreMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a node keeps its partitions: {@code partition-N} in its data directory, and beside it what was put aside
 * ({@code partition-N.aside}), is being backed up or was just restored.
 */
final class PartitionDirectories {
    private static final Logger log = LoggerFactory.getLogger(PartitionDirectories.class);

    private final Path dataDirectory;

    PartitionDirectories(Path dataDirectory) {
        this.dataDirectory = dataDirectory;
    }

    /** Whether there is anything of a partition. */
    boolean has(int partition) {
        return Files.exists(directory(partition));
    }

    /**
     * Puts aside what is there of a partition, in place of what was put aside before.
     *
     * @throws StorageException if that fails
     */
    void putAside(int partition) {
        try {
            deleteTree(aside(partition));
            if (has(partition)) {
                Files.move(directory(partition), aside(partition));
            }
        } catch (IOException e) {
            throw new StorageException(
                    "the partition in " + directory(partition) + " can't be moved to " + aside(partition) + ": "
                            + e.getMessage() + "; move or delete it",
                    e);
        }
    }

    /**
     * Puts a backup in the place of a partition, and what is there aside.
     *
     * @throws StorageException if the backup is damaged or gone, which leaves what is there, or the directories can't be written
     */
    void restore(int partition, Source source, StoreMemory memory) {
        Path restored = emptyBeside(partition, "restored");
        source.backups().restore(source.backup(), restored, memory);
        replace(partition, restored);
    }

    private void replace(int partition, Path directory) {
        putAside(partition);
        try {
            Files.move(directory, directory(partition));
        } catch (IOException e) {
            throw new StorageException(
                    directory + " can't be moved to " + directory(partition) + ": " + e.getMessage() + "; move it", e);
        }
    }

    /**
     * A directory beside a partition's, which does not exist: what was there is deleted.
     *
     * @throws StorageException if that fails
     */
    Path emptyBeside(int partition, String purpose) {
        Path directory = beside(partition, purpose);
        try {
            deleteTree(directory);
            return directory;
        } catch (IOException e) {
            throw new StorageException(directory + " can't be deleted: " + e.getMessage() + "; delete it", e);
        }
    }

    Path aside(int partition) {
        return beside(partition, "aside");
    }

    Path directory(int partition) {
        return dataDirectory.resolve("partition-" + partition);
    }

    private Path beside(int partition, String purpose) {
        return dataDirectory.resolve("partition-" + partition + "." + purpose);
    }

    /** Deletes a directory that is no longer needed. */
    static void delete(Path directory) {
        try {
            deleteTree(directory);
        } catch (IOException e) {
            log.warn("{} can't be deleted; delete it", directory, e);
        }
    }

    private static void deleteTree(Path directory) throws IOException {
        if (Files.exists(directory)) {
            List<Path> contentsFirst;
            try (Stream<Path> files = Files.walk(directory)) {
                contentsFirst = files.sorted(Comparator.reverseOrder()).collect(Collectors.toList());
            }
            for (Path file : contentsFirst) {
                Files.delete(file);
            }
        }
    }
}
