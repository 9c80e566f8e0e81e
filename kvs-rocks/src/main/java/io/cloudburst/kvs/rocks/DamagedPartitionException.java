package io.cloudburst.kvs.rocks;

/** Files of a partition are damaged: it stays so when it is opened again, and must be replaced. */
public final class DamagedPartitionException extends StorageException {
    private static final long serialVersionUID = 1;

    /** @param message what is damaged */
    public DamagedPartitionException(String message, Throwable cause) {
        super(message, cause);
    }
}
