package io.cloudburst.client;

import io.cloudburst.protocol.CallError;
import io.cloudburst.protocol.Reply;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.deadline.DeadlineSweeper;
import io.cloudburst.sdk.deadline.Monotonic;
import io.cloudburst.sdk.value.Large;
import io.cloudburst.sdk.value.ValueCodec;
import io.opentelemetry.context.Context;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A call that waits for its reply.
 *
 * @param resultType what the result is read as; {@link Reply} for the reply as it is, whatever it says, with its whole result
 * @param large fetches its result where that is large
 * @param end when the call is to be done, by {@link Monotonic}
 * @param target what was called, for messages
 * @param made where in a trace it was made
 */
record PendingCall<T>(
        CloudFuture<T> future,
        Type resultType,
        ValueCodec codec,
        LargeResults large,
        long end,
        String target,
        Context made)
        implements DeadlineSweeper.Expirable {
    /** How much longer than the call, whose own TIMEOUT says more. */
    private static final long GRACE_MILLIS = 500;

    @Override
    public long deadline() {
        return end + GRACE_MILLIS;
    }

    /** Of the call, for others: milliseconds since the epoch, by the machine's clock as it is now. */
    long callDeadline() {
        return Monotonic.toEpoch(end);
    }

    @SuppressWarnings("unchecked")
    void complete(Reply reply) {
        if (resultType == Reply.class) {
            if (Large.isIn(reply.getResult())) {
                fetch(
                        reply.getResult(),
                        whole -> future.complete(
                                (T) reply.toBuilder().setResult(whole).build()));
            } else {
                future.complete((T) reply);
            }
            return;
        }
        if (reply.hasTrace()) {
            future.recordTimeline(TimelineCodec.decode(reply.getTrace()));
        }
        switch (reply.getOutcomeCase()) {
            case RESULT -> {
                if (Large.isIn(reply.getResult())) {
                    fetch(reply.getResult(), this::succeed);
                } else {
                    succeed(reply.getResult());
                }
            }
            case ERROR -> future.completeExceptionally(exception(reply.getError()));
            case OUTCOME_NOT_SET ->
                future.completeExceptionally(new CloudburstException(
                        ErrorCode.UNAVAILABLE, "the reply to call %s is empty".formatted(future.callId())));
        }
    }

    /** Goes on apart from the replies, which must not wait for it. */
    private void fetch(Value result, Consumer<Value> fetched) {
        Duration left = Duration.ofMillis(Math.max(1, deadline() - Monotonic.millis()));
        large.fetch(result, left).whenCompleteAsync((whole, failure) -> {
            if (failure == null) {
                fetched.accept(whole);
                return;
            }
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            future.completeExceptionally(new CloudburstException(
                    cause instanceof CloudburstException known ? known.code() : ErrorCode.UNAVAILABLE,
                    "the result of %s cannot be fetched: %s".formatted(target, cause.getMessage()),
                    cause));
        });
    }

    @SuppressWarnings("unchecked")
    private void succeed(Value encoded) {
        T result;
        try {
            result = (T) codec.decode(encoded, resultType);
        } catch (CloudburstException e) {
            future.completeExceptionally(new CloudburstException(
                    e.code(), "the result of %s cannot be read: %s".formatted(target, e.getMessage()), e));
            return;
        }
        future.complete(result);
    }

    private static CloudburstException exception(CallError error) {
        ErrorCode code;
        try {
            code = ErrorCode.valueOf(error.getCode().name());
        } catch (IllegalArgumentException e) {
            // A code that only a newer version knows.
            code = ErrorCode.EXECUTION_ERROR;
        }
        return new CloudburstException(code, error.getMessage(), error.getStackTrace());
    }

    @Override
    public void expire() {
        future.completeExceptionally(new CloudburstException(
                ErrorCode.TIMEOUT,
                "no reply to call %s of %s came in time; is the job running? The call may still run"
                        .formatted(future.callId(), target)));
    }
}
