package io.cloudburst.server;

import io.cloudburst.server.settings.Settings;
import io.cloudburst.server.settings.SettingsException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directory of one process: locked for as long as it runs, however it ends. Below it are {@link #data}, which the process keeps,
 * and {@link #temporary}, which is empty when it starts.
 */
final class RoleDirectory implements AutoCloseable {
    /** With less than this, the next segment of a log or the next flush may fail. */
    private static final long LEAST_FREE_BYTES = 64L << 20;

    private final Path path;
    private final FileChannel lockFile;

    private RoleDirectory(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    static Path of(Role role, Settings settings) {
        return settings.directory().resolve(role.command()).resolve(role.nameIn(settings));
    }

    /** Where the JVM keeps its temporary files, and native libraries are unpacked. */
    static Path temporaryOf(Role role, Settings settings) {
        return of(role, settings).resolve("tmp");
    }

    /**
     * @throws SettingsException if it cannot be written, or is another process's
     * @throws StartException if it is nearly full
     */
    static RoleDirectory take(Role role, Settings settings) {
        Path path = of(role, settings);
        FileChannel lockFile = null;
        try {
            Files.createDirectories(path);
            lockFile =
                    FileChannel.open(path.resolve("process.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(lockFile)) {
                lockFile.close();
                throw new SettingsException(
                        "directory: %s is in use by another %s process; stop that one, or give this one another %s"
                                .formatted(
                                        path,
                                        role.command(),
                                        role.nameIn(settings).isEmpty() ? "directory" : role.command() + ".name"));
            }
            long free = Files.getFileStore(path).getUsableSpace();
            if (free < LEAST_FREE_BYTES) {
                lockFile.close();
                // Room comes back: then it is to start without anybody who tells it to.
                throw new StartException(
                        "directory: %s has %d MiB free, and needs at least %d; make room, or choose another"
                                .formatted(path, free >> 20, LEAST_FREE_BYTES >> 20),
                        null);
            }
            RoleDirectory taken = new RoleDirectory(path, lockFile);
            deleteBelow(taken.temporary());
            Files.createDirectories(taken.temporary());
            return taken;
        } catch (FileAlreadyExistsException e) {
            throw new SettingsException(
                    "directory: %s cannot be made, because %s is a file".formatted(path, e.getFile()), e);
        } catch (IOException e) {
            closeAfter(e, lockFile);
            throw new SettingsException(
                    "directory: %s cannot be written (%s); choose another, or change its owner or mode"
                            .formatted(path, e),
                    e);
        }
    }

    private static boolean locked(FileChannel file) throws IOException {
        try {
            FileLock lock = file.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            // This process has it.
            return false;
        }
    }

    private static void closeAfter(Exception failure, FileChannel lockFile) {
        try {
            if (lockFile != null) {
                lockFile.close();
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private static void deleteBelow(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> below;
        try (Stream<Path> walk = Files.walk(directory)) {
            below = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : below) {
            if (!each.equals(directory)) {
                Files.deleteIfExists(each);
            }
        }
    }

    Path data() {
        return path.resolve("data");
    }

    Path temporary() {
        return path.resolve("tmp");
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
