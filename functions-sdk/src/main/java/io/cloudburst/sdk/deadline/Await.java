package io.cloudburst.sdk.deadline;

import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import java.time.Duration;
import java.util.concurrent.CompletionException;
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
            throw failure(e, what);
        } catch (TimeoutException e) {
            throw new CloudburstException(
                    ErrorCode.TIMEOUT, "%s was not done within %d ms".formatted(what, timeout.toMillis()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CloudburstException(ErrorCode.CANCELLED, "interrupted while waiting for " + what, e);
        }
    }

    /**
     * Why a future failed, as whoever chained to it is told.
     *
     * @param what was waited for, for the message
     */
    public static CloudburstException failure(Throwable thrown, String what) {
        Throwable cause = thrown instanceof ExecutionException || thrown instanceof CompletionException
                ? thrown.getCause()
                : thrown;
        return cause instanceof CloudburstException known
                ? known
                : new CloudburstException(
                        ErrorCode.UNAVAILABLE, "%s failed: %s".formatted(what, cause.getMessage()), cause);
    }
}
