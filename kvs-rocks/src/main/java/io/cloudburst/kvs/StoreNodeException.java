package io.cloudburst.kvs;

/** A store node can't start or go on. The message says why and what to do. */
public final class StoreNodeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StoreNodeException(String message, Throwable cause) {
        super(message, cause);
    }
}
