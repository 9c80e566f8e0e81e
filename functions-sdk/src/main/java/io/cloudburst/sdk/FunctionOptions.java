package io.cloudburst.sdk;

import java.util.Objects;
import java.util.Optional;

/**
 * How a function is run, said when it is registered.
 *
 * @param retry what is done when it throws; empty: its caller gets the error at once
 * @param maxConcurrent how many calls of it one executor runs at once; the others wait. 0: as many as it has threads
 */
public record FunctionOptions(Optional<RetryPolicy> retry, int maxConcurrent) {
    /** Nothing special. */
    public static final FunctionOptions NONE = new FunctionOptions(Optional.empty(), 0);

    public FunctionOptions {
        Objects.requireNonNull(retry, "retry");
        if (maxConcurrent < 0) {
            throw new CloudburstException(
                    ErrorCode.INVALID_ARGUMENT, "maxConcurrent must be at least 0, not " + maxConcurrent);
        }
    }

    public static FunctionOptions retrying(RetryPolicy policy) {
        return NONE.withRetry(policy);
    }

    public FunctionOptions withRetry(RetryPolicy policy) {
        return new FunctionOptions(Optional.of(policy), maxConcurrent);
    }

    public FunctionOptions withMaxConcurrent(int calls) {
        return new FunctionOptions(retry, calls);
    }
}
