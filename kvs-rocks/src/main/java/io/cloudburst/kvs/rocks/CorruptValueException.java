package io.cloudburst.kvs.rocks;

/** What is stored under a key can't be read: damaged on disk, or written by a later version. Other keys are not affected. */
public final class CorruptValueException extends Exception {
    private static final long serialVersionUID = 1;

    CorruptValueException(String message, Throwable cause) {
        super(message, cause);
    }
}
