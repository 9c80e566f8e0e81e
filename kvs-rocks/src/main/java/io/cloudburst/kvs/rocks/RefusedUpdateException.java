package io.cloudburst.kvs.rocks;

/** A record of the log is no update. The message is the reason that its dead letter gives. */
final class RefusedUpdateException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedUpdateException(String reason) {
        super(reason);
    }
}
