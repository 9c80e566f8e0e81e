package io.cloudburst.kvs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a data directory to one node; the operating system lets go of it when the process ends, however it ends. */
final class DirectoryLock implements AutoCloseable {
    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the directory, which is created where it is missing.
     *
     * @throws StoreNodeException if another node has it, or it can't be written to
     */
    static DirectoryLock take(Path directory) {
        FileChannel channel = null;
        try {
            Files.createDirectories(directory);
            channel = FileChannel.open(
                    directory.resolve("node.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new DirectoryLock(channel);
            }
        } catch (OverlappingFileLockException e) {
            // Another node of this process: the same as of another process.
        } catch (IOException e) {
            closeQuietly(channel, e);
            // Not its message: that of some is but the file's name.
            throw new StoreNodeException(
                    "data directory " + directory + " can't be written to: " + e
                            + "; give the node a directory that it may write to",
                    e);
        }
        StoreNodeException taken = new StoreNodeException(
                "data directory " + directory + " is in use by another store node; stop that one, or give this one a"
                        + " directory of its own",
                null);
        closeQuietly(channel, taken);
        throw taken;
    }

    private static void closeQuietly(FileChannel channel, Exception reason) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                reason.addSuppressed(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
