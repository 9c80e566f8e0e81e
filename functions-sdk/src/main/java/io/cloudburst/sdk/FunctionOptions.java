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
 * @param remotely where it runs outside of the job; empty: in it
 */
public record FunctionOptions(
        Optional<RetryPolicy> retry,
        int maxConcurrent,
        Optional<BatchOptions> batch,
        Optional<RemoteOptions> remotely) {
    /** Nothing special. */
    public static final FunctionOptions NONE =
            new FunctionOptions(Optional.empty(), 0, Optional.empty(), Optional.empty());

    public FunctionOptions {
        Objects.requireNonNull(retry, "retry");
        Objects.requireNonNull(batch, "batch");
        Objects.requireNonNull(remotely, "remotely");
        if (maxConcurrent < 0) {
            throw new CloudburstException(
                    ErrorCode.INVALID_ARGUMENT, "maxConcurrent must be at least 0, not " + maxConcurrent);
        }
    }

    public static FunctionOptions retrying(RetryPolicy policy) {
        return NONE.withRetry(policy);
    }

    public FunctionOptions withRetry(RetryPolicy policy) {
        return new FunctionOptions(Optional.of(policy), maxConcurrent, batch, remotely);
    }

    public FunctionOptions withMaxConcurrent(int calls) {
        return new FunctionOptions(retry, calls, batch, remotely);
    }

    /** Only for a {@link BatchFunction}; registering one adds it. */
    public FunctionOptions withBatch(BatchOptions options) {
        return new FunctionOptions(retry, maxConcurrent, Optional.of(options), remotely);
    }

    /** It runs on a worker, outside of the job: one of those without a label. */
    public FunctionOptions remote() {
        return inPool(RemoteOptions.DEFAULT_POOL);
    }

    /** It runs on a worker, outside of the job: one of those with this label, such as {@code gpu}. */
    public FunctionOptions inPool(String pool) {
        return new FunctionOptions(retry, maxConcurrent, batch, Optional.of(RemoteOptions.inPool(pool)));
    }

    /** It is what a pool's endpoint serves; set by the registration of such a function. */
    public FunctionOptions served(RemoteOptions at) {
        return new FunctionOptions(retry, maxConcurrent, batch, Optional.of(at));
    }

    /** Whether it is served through an SDK of StateFun, and has no code here. */
    public boolean isServed() {
        return remotely.flatMap(RemoteOptions::stateFunType).isPresent();
    }

    /** Whether its calls wait for each other, and so in a queue of the function's own, before they wait for a thread. */
    public boolean hasOwnQueue() {
        return maxConcurrent > 0 || batch.isPresent();
    }
}
