package io.cloudburst.sdk.kafka;

/** The topics are not there and could not be made, or are not what a Cloudburst needs. The message says which and what to do. */
public final class TopicsException extends RuntimeException {

    TopicsException(String message) {
        super(message);
    }

    TopicsException(String message, Throwable cause) {
        super(message, cause);
    }
}
