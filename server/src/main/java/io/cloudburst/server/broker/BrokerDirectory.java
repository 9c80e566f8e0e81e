package io.cloudburst.server.broker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Properties;
import java.util.stream.Stream;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/**
 * The directory of one broker: locked against a second one for as long as it is open, and formatted at the first use.
 *
 * <p>The log directory comes into being by a rename when it is complete, so that a process killed while it formatted leaves nothing
 * that the next one stumbles over.
 */
final class BrokerDirectory implements AutoCloseable {

    private final Path directory;
    private final FileChannel lockFile;

    private BrokerDirectory(Path directory, FileChannel lockFile) {
        this.directory = directory;
        this.lockFile = lockFile;
    }

    /**
     * Opens the directory, made if it is missing.
     *
     * @throws BrokerStartException when it cannot be written or is in use
     */
    static BrokerDirectory open(Path directory) {
        FileChannel lockFile = null;
        try {
            Files.createDirectories(directory);
            lockFile = FileChannel.open(
                    directory.resolve("broker.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = lockFile.tryLock();
            if (lock == null) {
                throw new OverlappingFileLockException();
            }
            return new BrokerDirectory(directory, lockFile);
        } catch (OverlappingFileLockException e) {
            BrokerStartException inUse = new BrokerStartException(
                    "The directory " + directory
                            + " is in use by another broker. Stop that one, or choose another directory.",
                    e);
            closeAfter(inUse, lockFile);
            throw inUse;
        } catch (FileAlreadyExistsException e) {
            throw new BrokerStartException(
                    "The broker's directory " + directory + " cannot be made: " + e.getFile() + " is a file.", e);
        } catch (IOException e) {
            BrokerStartException unwritable = new BrokerStartException(
                    "The broker's directory " + directory + " cannot be written (" + e
                            + "). Choose another directory, or change its owner or mode.",
                    e);
            closeAfter(unwritable, lockFile);
            throw unwritable;
        }
    }

    private static void closeAfter(BrokerStartException failure, FileChannel lockFile) {
        try {
            if (lockFile != null) {
                lockFile.close();
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Where the broker keeps its logs. */
    Path logs() {
        return directory.resolve("log");
    }

    /** Makes {@link #logs()} what a broker with these settings starts from; does nothing where that was done before. */
    void formatOnce(Properties settings) {
        if (Files.isDirectory(logs())) {
            return;
        }
        Path unfinished = directory.resolve("log.unfinished");
        Path configuration = directory.resolve("format.properties");
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try {
            delete(unfinished);
            Properties formatting = new Properties();
            formatting.putAll(settings);
            formatting.put("log.dirs", unfinished.toString());
            try (Writer out = Files.newBufferedWriter(configuration)) {
                formatting.store(out, null);
            }
            // What kafka-storage.sh does, without its exit.
            int status = StorageTool.execute(
                    new String[] {"format", "-t", Uuid.randomUuid().toString(), "-c", configuration.toString()},
                    new PrintStream(said, true, StandardCharsets.UTF_8));
            if (status != 0) {
                throw new BrokerStartException("The broker's directory " + directory + " could not be formatted: "
                        + said.toString(StandardCharsets.UTF_8).strip());
            }
            Files.delete(configuration);
            Files.move(unfinished, logs(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new BrokerStartException("The broker's directory " + directory + " could not be formatted: " + e, e);
        }
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Gives up the lock. */
    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
