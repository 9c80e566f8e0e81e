package io.cloudburst.kvs.rocks;

/** The partition was closed before or while it was asked: it has moved to another node, or its node stops. */
public final class PartitionClosedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    PartitionClosedException(int partition) {
        super("partition " + partition + " is closed here; look up which node owns it now");
    }
}
