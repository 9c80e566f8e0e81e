package io.cloudburst.statefun;

import io.cloudburst.protocol.CompletedCheckpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A local directory of the checkpoints of one job at a time, locked while it is open. Flink makes a directory in it for each start of
 * the job, {@code JOB/chk-N}, and one for each savepoint, {@code savepoint-X}; a complete one has a file {@code _metadata}, which
 * appears last.
 */
public final class CheckpointDirectory implements AutoCloseable {

    private static final String COMPLETE = "_metadata";

    private final Path directory;
    private final FileChannel lockFile;

    private CheckpointDirectory(Path directory, FileChannel lockFile) {
        this.directory = directory;
        this.lockFile = lockFile;
    }

    /**
     * Opens the directory, made where it is missing.
     *
     * @throws JobFailedException when another job uses it, or it cannot be written
     */
    public static CheckpointDirectory open(URI uri) {
        Path directory = Path.of(uri);
        try {
            Files.createDirectories(directory);
            FileChannel lockFile = FileChannel.open(
                    directory.resolve("job.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(lockFile)) {
                lockFile.close();
                throw new JobFailedException("The checkpoint directory " + directory
                        + " is in use by another job. Stop that one, or choose another directory.");
            }
            return new CheckpointDirectory(directory, lockFile);
        } catch (IOException e) {
            throw new JobFailedException(
                    "The checkpoint directory " + directory + " cannot be written (" + e
                            + "). Choose another directory, or change its owner or mode.",
                    e);
        }
    }

    private static boolean locked(FileChannel file) throws IOException {
        try {
            FileLock lock = file.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    URI uri() {
        return directory.toUri();
    }

    /** The complete checkpoint or savepoint that was made last. */
    public Optional<Path> newest() throws IOException {
        return newest(directory);
    }

    private static Optional<Path> newest(Path directory) throws IOException {
        List<Path> complete = new ArrayList<>();
        for (Path child : children(directory)) {
            if (Files.exists(child.resolve(COMPLETE))) {
                complete.add(child);
            }
            for (Path checkpoint : children(child)) {
                if (checkpoint.getFileName().toString().startsWith("chk-")
                        && Files.exists(checkpoint.resolve(COMPLETE))) {
                    complete.add(checkpoint);
                }
            }
        }
        Comparator<Path> byTime = Comparator.comparing(CheckpointDirectory::completedAt);
        return complete.stream().max(byTime.thenComparing(CheckpointDirectory::number));
    }

    /** The checkpoint that a job made last, seen from outside of it; empty if there is none, or it cannot be seen. */
    static Optional<CompletedCheckpoint> lastCheckpoint(URI uri) {
        if (!"file".equals(uri.getScheme())) {
            return Optional.empty();
        }
        try {
            return newest(Path.of(uri))
                    .filter(path -> path.getFileName().toString().startsWith("chk-"))
                    .map(path -> CompletedCheckpoint.newBuilder()
                            .setId(number(path))
                            .setCompleted(completedAt(path).toMillis())
                            .build());
        } catch (IOException | UncheckedIOException e) {
            // Flink deletes old ones meanwhile.
            return Optional.empty();
        }
    }

    private static FileTime completedAt(Path checkpoint) {
        try {
            return Files.getLastModifiedTime(checkpoint.resolve(COMPLETE));
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }

    /** Of two that were completed within one tick of the file system's clock, the later one. */
    private static long number(Path checkpoint) {
        String name = checkpoint.getFileName().toString();
        return name.startsWith("chk-") ? Long.parseLong(name.substring("chk-".length())) : Long.MAX_VALUE;
    }

    /**
     * Deletes what earlier starts left, but for one checkpoint: the directory does not grow with the number of starts. Not while a job
     * runs.
     */
    public void keepOnly(Optional<Path> checkpoint) throws IOException {
        for (Path child : children(directory)) {
            if (checkpoint.isEmpty() || !checkpoint.get().startsWith(child)) {
                delete(child);
            }
        }
    }

    private static List<Path> children(Path parent) throws IOException {
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(Files::isDirectory).toList();
        }
    }

    static void delete(Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
