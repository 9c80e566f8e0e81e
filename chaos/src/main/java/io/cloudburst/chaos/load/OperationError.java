package io.cloudburst.chaos.load;

import io.cloudburst.sdk.CloudburstException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** An error as whoever asked was told it. */
final class OperationError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;

    OperationError(String code, String message) {
        super(message);
        this.code = code;
    }

    /** What has no code is named by its class: nobody should see such. */
    static OperationError of(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof OperationError known) {
            return known;
        }
        return cause instanceof CloudburstException known
                ? new OperationError(known.code().name(), known.getMessage())
                : new OperationError(cause.getClass().getSimpleName(), String.valueOf(cause.getMessage()));
    }

    String code() {
        return code;
    }
}
