package io.cloudburst.chaos.load;

import io.cloudburst.sdk.CloudburstException;
import java.util.Arrays;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/** An error as whoever asked was told it. */
final class OperationError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int SHOWN_PLACES = 8;

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
                : new OperationError(cause.getClass().getSimpleName(), described(cause));
    }

    /** With the places that lead to it. */
    private static String described(Throwable cause) {
        return Arrays.stream(cause.getStackTrace())
                .limit(SHOWN_PLACES)
                .map(StackTraceElement::toString)
                .collect(Collectors.joining(" < ", cause.getMessage() + " at ", ""));
    }

    String code() {
        return code;
    }
}
