package io.cloudburst.kvs.rocks;

/** RocksDB failed on a partition: the disk is full, a file is damaged or gone. What it had flushed stays; the log has the rest. */
public class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param message what failed, and what to do */
    public StorageException(String message, Throwable cause) {
        super(message, cause);
    }
}
