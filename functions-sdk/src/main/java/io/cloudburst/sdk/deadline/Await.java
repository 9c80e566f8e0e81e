package io.cloudburst.sdk.deadline;

import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting that ends. */
public final class Await {
    private Await() {}

    /**
     * @param what is waited for, for the message
     * @throws CloudburstException the future's own, {@link ErrorCode#TIMEOUT}, or {@link ErrorCode#CANCELLED} on interruption
     */
    public static <T> T result(Future<T> future, Duration timeout, String what) {
        try {
            return future.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CloudburstException known) {
                throw known;
            }
            throw new CloudburstException(
                    ErrorCode.UNAVAILABLE,
                    "%s failed: %s".formatted(what, e.getCause().getMessage()),
                    e.getCause());
        } catch (TimeoutException e) {
            throw new CloudburstException(
                    ErrorCode.TIMEOUT, "%s was not done within %d ms".formatted(what, timeout.toMillis()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CloudburstException(ErrorCode.CANCELLED, "interrupted while waiting for " + what, e);
        }
    }
}
