package io.cloudburst.statefun;

/** The job did not start, or ended by itself. The message says why, and what to do where that is known. */
public final class JobFailedException extends RuntimeException {

    JobFailedException(String message) {
        super(message);
    }

    JobFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
