package io.cloudburst.sdk;

import java.util.Objects;
import java.util.Optional;

/**
 * How a function is run, said when it is registered.
 *
 * @param retry what is done when it throws; empty: its caller gets the error at once
 * @param maxConcurrent how many calls of it, or batches of calls, one executor runs at once; the others wait, and do not hold up other
 *     functions. 0: as many as it has threads, or one batch
 * @param batch how many calls it is given at once; empty: one, as every function that is no {@link BatchFunction}
 */
public record FunctionOptions(Optional<RetryPolicy> retry, int maxConcurrent, Optional<BatchOptions> batch) {
    /** Nothing special. */
    public static final FunctionOptions NONE = new FunctionOptions(Optional.empty(), 0, Optional.empty());

    public FunctionOptions {
        Objects.requireNonNull(retry, "retry");
        Objects.requireNonNull(batch, "batch");
        if (maxConcurrent < 0) {
            throw new CloudburstException(
                    ErrorCode.INVALID_ARGUMENT, "maxConcurrent must be at least 0, not " + maxConcurrent);
        }
    }

    public static FunctionOptions retrying(RetryPolicy policy) {
        return NONE.withRetry(policy);
    }

    public FunctionOptions withRetry(RetryPolicy policy) {
        return new FunctionOptions(Optional.of(policy), maxConcurrent, batch);
    }

    public FunctionOptions withMaxConcurrent(int calls) {
        return new FunctionOptions(retry, calls, batch);
    }

    /** Only for a {@link BatchFunction}; registering one adds it. */
    public FunctionOptions withBatch(BatchOptions options) {
        return new FunctionOptions(retry, maxConcurrent, Optional.of(options));
    }

    /** Whether its calls wait for each other, and so in a queue of the function's own, before they wait for a thread. */
    public boolean hasOwnQueue() {
        return maxConcurrent > 0 || batch.isPresent();
    }
}
