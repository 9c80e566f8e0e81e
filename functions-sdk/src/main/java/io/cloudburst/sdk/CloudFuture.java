package io.cloudburst.sdk;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The result of a call, now or later. Always completes: with the result, with the call's error, or with
 * {@link ErrorCode#TIMEOUT} when the call's time is over.
 *
 * <p>Failures are {@link CloudburstException}s. The {@code get} methods throw them as they are.
 *
 * <p>What is chained on with {@code thenApply} and its like runs on the client's reply thread and must not block; use the
 * {@code …Async} forms for work that does. Waiting for another future there would wait for ever, so it is refused.
 *
 * <p>{@link #cancel} cancels the call too, as far as it has not ended: what runs of it is interrupted.
 *
 * <p>Safe for use by many threads.
 */
public final class CloudFuture<T> extends CompletableFuture<T> {
    private final String callId;
    private final Thread replyThread;
    private volatile Timeline timeline;

    /**
     * @param callId the id of the call that this is the result of
     * @param replyThread the thread that completes futures, on which nobody may wait for one; null if there is none
     */
    public CloudFuture(String callId, Thread replyThread) {
        this.callId = callId;
        this.replyThread = replyThread;
    }

    /** The id of the call: with it the result can be asked for again, from any client, for as long as replies are kept. */
    public String callId() {
        return callId;
    }

    /** What happened in the run: once the future is done, if the call asked for it with {@link CallOptions#withTrace()}. */
    public Optional<Timeline> timeline() {
        return Optional.ofNullable(timeline);
    }

    /** For the client, before it completes the future. */
    public void recordTimeline(Timeline timeline) {
        this.timeline = timeline;
    }

    /** Waits for the result, at most until the call's time is over. */
    @Override
    public T get() {
        refuseToWaitOnReplyThread();
        try {
            return super.get();
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } catch (CancellationException e) {
            throw failure(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * Waits for the result, at most {@code timeout}. The call goes on when that is over, and may be waited for again.
     *
     * @throws CloudburstException the call's own failure, or {@link ErrorCode#TIMEOUT}
     */
    public T get(Duration timeout) {
        return get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** As {@link #get(Duration)}. */
    @Override
    public T get(long timeout, TimeUnit unit) {
        refuseToWaitOnReplyThread();
        try {
            return super.get(timeout, unit);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } catch (CancellationException e) {
            throw failure(e);
        } catch (TimeoutException e) {
            throw new CloudburstException(
                    ErrorCode.TIMEOUT,
                    "call %s was not done within %d ms; it goes on and can be waited for again"
                            .formatted(callId, unit.toMillis(timeout)));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** As {@link #get()}. */
    @Override
    public T join() {
        return get();
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }

    private void refuseToWaitOnReplyThread() {
        if (Thread.currentThread() == replyThread && !isDone()) {
            throw new IllegalStateException(
                    "waiting for call " + callId
                            + " on the thread that completes it would last for ever: chain it with thenCompose, or use an …Async method");
        }
    }

    private static RuntimeException failure(Throwable cause) {
        Throwable unwrapped =
                cause instanceof CompletionException && cause.getCause() != null ? cause.getCause() : cause;
        if (unwrapped instanceof CloudburstException e) {
            return e;
        }
        if (unwrapped instanceof CancellationException e) {
            return new CloudburstException(ErrorCode.CANCELLED, "the future was cancelled", e);
        }
        return new CloudburstException(ErrorCode.EXECUTION_ERROR, String.valueOf(unwrapped), unwrapped);
    }

    private CloudburstException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new CloudburstException(ErrorCode.CANCELLED, "interrupted while waiting for call " + callId, e);
    }
}
