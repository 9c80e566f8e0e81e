package io.cloudburst.executor;

import io.cloudburst.engine.Plan;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.deadline.Await;
import io.cloudburst.sdk.deadline.Monotonic;
import io.cloudburst.sdk.store.LargeObjects;
import io.cloudburst.sdk.store.LargeValues;
import io.cloudburst.sdk.value.Large;
import io.cloudburst.sdk.value.ValueCodec;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** What a stage takes and gives, where that is too large to travel with it. Used by the thread that runs the stage. */
final class StageValues {
    /**
     * Of the results of a part of a list: as many parts as there can be together are no more than one value may be in a record, and so in
     * the state of the run.
     */
    private static final int MAX_INLINE_PART_BYTES = ValueCodec.MAX_INLINE_BYTES / Plan.MAX_PARTS;

    private final LargeValues values;
    private final LargeObjects objects;
    private final long deadline;

    /** @param deadline of the call, of {@link Monotonic} */
    StageValues(LargeValues values, LargeObjects objects, long deadline) {
        this.values = values;
        this.objects = objects;
        this.deadline = deadline;
    }

    /** With all its bytes. */
    Value whole(String function, int index, Value argument) {
        if (!Large.isIn(argument)) {
            return argument;
        }
        Duration left = timeLeft();
        try {
            return Await.result(
                    values.read(argument, left), left, "the fetching of its " + Large.bytes(argument) + " bytes");
        } catch (CloudburstException e) {
            throw new CloudburstException(
                    e.code(), "argument %d of function '%s': %s".formatted(index + 1, function, e.getMessage()), e);
        }
    }

    /**
     * The result of a function as it leaves the stage; waits until it can.
     *
     * @param part whether it is the results for a part of a list
     */
    Value outgoing(LoadedFunction function, Value result, boolean part) {
        CompletableFuture<Value> sent = sent(function.name(), result, part);
        if (sent.isDone() && !sent.isCompletedExceptionally()) {
            return sent.join();
        }
        try {
            return Await.result(
                    sent, timeLeft(), "the storing of what function '%s' returned".formatted(function.name()));
        } catch (CloudburstException e) {
            // Its stage has ended meanwhile, as that of one who has lost a race.
            sent.thenAccept(this::discard);
            throw e;
        }
    }

    /** As {@link #outgoing}, for threads that must not wait. Fails with {@link ErrorCode#PAYLOAD_TOO_LARGE} if there is no way to send it. */
    CompletableFuture<Value> sent(String function, Value result, boolean part) {
        int size = result.getSerializedSize();
        if (size <= (part ? MAX_INLINE_PART_BYTES : ValueCodec.MAX_INLINE_BYTES)) {
            return CompletableFuture.completedFuture(result);
        }
        if (size > ValueCodec.MAX_BYTES) {
            return CompletableFuture.failedFuture(new CloudburstException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "the results of function '%s' have %d bytes together, at most %d are allowed; return less"
                            .formatted(function, size, ValueCodec.MAX_BYTES)));
        }
        // Elsewhere: the thread may be one that the store's log needs.
        return CompletableFuture.supplyAsync(() -> values.write(result, Monotonic.toEpoch(deadline), false))
                .thenCompose(written -> written);
    }

    /** Nobody wants the result any more. */
    void discard(Value result) {
        values.remove(Large.in(result));
    }

    /** Objects of any size, for as long as the call has time. */
    LargeObjects.View objects() {
        return objects.view(this::timeLeft);
    }

    private Duration timeLeft() {
        return Duration.ofMillis(Math.max(1, deadline - Monotonic.millis()));
    }
}
