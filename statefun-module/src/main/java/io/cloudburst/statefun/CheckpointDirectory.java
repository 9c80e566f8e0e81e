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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A local directory of the checkpoints of one job at a time, locked while it is open. Flink makes a directory in it for each start of
 * the job, {@code JOB/chk-N}, and one for each savepoint, {@code savepoint-X}; a complete one has a file {@code _metadata}, which
 * appears last.
 */
public final class CheckpointDirectory implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointDirectory.class);
    private static final String ASIDE = "damaged-";
    /** Of Flink's state backends, and of what StateFun keeps beside them. */
    private static final Pattern UNRESTORABLE =
            Pattern.compile("Could not restore|BackendBuildingException|UnboundedFeedbackLogger");
    /** So that what is put aside does not grow either. */
    private static final int KEPT_ASIDE = 3;

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

    /**
     * The last checkpoint or savepoint that a job can begin at. Those that it cannot, and that were made after that, are logged and put
     * aside, each in a directory {@code damaged-X}. Not while a job runs.
     *
     * @return empty where there was none, or all were damaged: then a job begins at the offsets of its group, and calls that it had read
     *     and not answered are not run
     */
    public Optional<Path> newest() throws IOException {
        List<StoredCheckpoint> sound = new ArrayList<>();
        Map<Path, IOException> damaged = new LinkedHashMap<>();
        for (Path checkpoint : complete(directory)) {
            try {
                sound.add(StoredCheckpoint.read(checkpoint));
            } catch (IOException e) {
                damaged.put(checkpoint, e);
            }
        }
        Optional<Path> newest = sound.stream()
                .max(Comparator.comparingLong(StoredCheckpoint::id)
                        .thenComparing(checkpoint -> completedAt(checkpoint.directory())))
                .map(StoredCheckpoint::directory);
        for (Map.Entry<Path, IOException> each : damaged.entrySet()) {
            LOG.error(
                    "the checkpoint {} is damaged ({}) and put aside in {}; {}",
                    each.getKey(),
                    each.getValue().getMessage(),
                    putAside(each.getKey()),
                    newest.map(path -> "the job begins at " + path)
                            .orElse("there is no other: the job begins at the committed offsets, and calls that were"
                                    + " running end with TIMEOUT"));
        }
        return newest;
    }

    /**
     * Keeps a checkpoint from being found again.
     *
     * @return where it is now: in place of what was put aside before under this name
     */
    Path putAside(Path checkpoint) throws IOException {
        Path aside = directory.resolve(ASIDE + checkpoint.getFileName());
        if (Files.exists(aside)) {
            delete(aside);
        }
        Files.move(checkpoint, aside);
        return aside;
    }

    /**
     * Puts aside a checkpoint at which a job has failed to begin.
     *
     * @return what to say of it
     */
    public JobFailedException unrestorable(Path checkpoint) throws IOException {
        return new JobFailedException(
                "the checkpoint %s is damaged, or of another version: the job cannot be restored from it. It is put aside in %s; the next start begins at the one before"
                        .formatted(checkpoint, putAside(checkpoint)));
    }

    /** Whether what a job says of a failure is that it could not be restored. */
    public static boolean isRestoreFailure(String stackTrace) {
        return UNRESTORABLE.matcher(stackTrace).find();
    }

    /** Whether there is a complete checkpoint that a job has made since it began at one, in a directory of its own. */
    public boolean hasOtherThan(Path restored) throws IOException {
        return complete(directory).stream()
                .anyMatch(
                        checkpoint -> !checkpoint.getParent().equals(restored.getParent()) && isCheckpoint(checkpoint));
    }

    /** In no order. */
    private static List<Path> complete(Path directory) throws IOException {
        List<Path> complete = new ArrayList<>();
        for (Path child : children(directory)) {
            if (isComplete(child)) {
                complete.add(child);
            }
            for (Path checkpoint : children(child)) {
                if (isCheckpoint(checkpoint) && isComplete(checkpoint)) {
                    complete.add(checkpoint);
                }
            }
        }
        return complete;
    }

    private static boolean isComplete(Path directory) {
        return !directory.getFileName().toString().startsWith(ASIDE)
                && Files.exists(directory.resolve(StoredCheckpoint.METADATA));
    }

    private static boolean isCheckpoint(Path directory) {
        return directory.getFileName().toString().startsWith("chk-");
    }

    /** The checkpoint that a job made last, seen from outside of it; empty if there is none, or it cannot be seen. */
    static Optional<CompletedCheckpoint> lastCheckpoint(URI uri) {
        if (!"file".equals(uri.getScheme())) {
            return Optional.empty();
        }
        try {
            return complete(Path.of(uri)).stream()
                    .filter(CheckpointDirectory::isCheckpoint)
                    .max(Comparator.comparingLong(CheckpointDirectory::number))
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
            return Files.getLastModifiedTime(checkpoint.resolve(StoredCheckpoint.METADATA));
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }

    /** Flink's, which goes up with each checkpoint of a job, whatever becomes of the clock. */
    private static long number(Path checkpoint) {
        return Long.parseLong(checkpoint.getFileName().toString().substring("chk-".length()));
    }

    /**
     * Deletes what earlier starts left, but for one checkpoint and those that the same start made before it, and the last that were put
     * aside: the directory does not grow with the number of starts. Not while a job runs.
     */
    public void keepOnly(Optional<Path> checkpoint) throws IOException {
        List<Path> aside = new ArrayList<>();
        for (Path child : children(directory)) {
            if (child.getFileName().toString().startsWith(ASIDE)) {
                aside.add(child);
            } else if (checkpoint.isEmpty() || !checkpoint.get().startsWith(child)) {
                delete(child);
            }
        }
        aside.sort(Comparator.comparing(CheckpointDirectory::completedAt).reversed());
        for (Path old : aside.subList(Math.min(KEPT_ASIDE, aside.size()), aside.size())) {
            delete(old);
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
