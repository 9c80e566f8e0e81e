package io.cloudburst.server;

/** Something that a process needs is not there, and may come: it is worth to try again. The message is one line. */
final class StartException extends RuntimeException {
    StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
