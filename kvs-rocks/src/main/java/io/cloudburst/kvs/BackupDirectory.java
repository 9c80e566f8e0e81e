package io.cloudburst.kvs;

import io.cloudburst.kvs.rocks.PartitionBackups;
import io.cloudburst.kvs.rocks.PartitionBackups.Backup;
import io.cloudburst.kvs.rocks.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where backups are: those of each partition and replica set in {@code partition-N/set-R}. */
record BackupDirectory(Path directory) {
    private static final Pattern PARTITION = Pattern.compile("partition-(\\d{1,9})");
    private static final String SET_PREFIX = "set-";

    private static final Logger log = LoggerFactory.getLogger(BackupDirectory.class);

    /** A backup, and where it is. */
    record Source(PartitionBackups backups, Backup backup) {}

    PartitionBackups of(int partition, int replicaSet) {
        return new PartitionBackups(directoryOf(partition).resolve(SET_PREFIX + replicaSet));
    }

    /**
     * The partitions that there may be backups of.
     *
     * @throws IOException if the directory can't be read
     */
    SortedSet<Integer> partitions() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> PARTITION.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(name -> Integer.valueOf(name.group(1)))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** The backups of a partition by any replica set, those applied furthest first; what can't be read is logged and left out. */
    List<Source> furthestFirst(int partition) {
        List<Source> sources = new ArrayList<>();
        for (Path set : setsOf(partition)) {
            PartitionBackups backups = new PartitionBackups(set);
            try {
                backups.list().forEach(backup -> sources.add(new Source(backups, backup)));
            } catch (StorageException e) {
                log.error("partition {}: backups of one replica set can't be read", partition, e);
            }
        }
        sources.sort(Comparator.comparingLong((Source source) -> source.backup().applied())
                .thenComparing(source -> source.backup().seconds())
                .thenComparing(source -> source.backup().id())
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
        return directory.resolve("partition-" + partition);
    }
}
