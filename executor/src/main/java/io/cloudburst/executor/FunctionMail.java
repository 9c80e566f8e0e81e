package io.cloudburst.executor;

import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.Message;
import io.cloudburst.sdk.deadline.Await;
import io.cloudburst.sdk.deadline.Monotonic;
import io.cloudburst.sdk.value.ValueCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** What one function sends and receives, while it runs. Used by the thread that runs the function, and no other. */
final class FunctionMail {
    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final long LONGEST_WAIT_MILLIS = TimeUnit.DAYS.toMillis(365);

    private final StageTask task;
    private final int position;
    private final ValueCodec codec;
    private final Messenger messenger;
    /** The call's, of {@link Monotonic}. */
    private final long deadline;

    /** Of the letters sent: drawn with the first of them. */
    private long stream;

    private long sent;

    /** @param position of the function in its stage */
    FunctionMail(StageTask task, int position, ValueCodec codec, Messenger messenger) {
        this.task = task;
        this.position = position;
        this.codec = codec;
        this.messenger = messenger;
        this.deadline = Monotonic.of(task.deadline());
    }

    String id() {
        return new FunctionId(runId(), function()).toString();
    }

    private String function() {
        return task.mail().function(position);
    }

    private String runId() {
        return task.mail().place().runId();
    }

    void send(String id, Object message) {
        FunctionId target = FunctionId.parse(id);
        Value body = encode(id, message);
        if (sent == 0) {
            stream = ThreadLocalRandom.current().nextLong();
        }
        sent++;
        Letter.Sender sender =
                new Letter.Sender(id(), task.runId(), !task.runId().equals(runId()), stream, sent);
        CompletableFuture<Void> accepted =
                messenger.send(target.runId(), new Letter(target.function(), 0, body, task.deadline(), sender));
        try {
            Await.result(accepted, timeLeft(), "the message to '" + id + "'");
        } finally {
            accepted.cancel(false);
        }
    }

    private Value encode(String id, Object message) {
        Value body;
        try {
            body = codec.encodeInline(message);
        } catch (CloudburstException e) {
            throw new CloudburstException(e.code(), "the message to '%s': %s".formatted(id, e.getMessage()), e);
        }
        if (body.getSerializedSize() > ValueCodec.MAX_INLINE_BYTES) {
            throw new CloudburstException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "the message to '%s' has %d bytes, at most %d are allowed; put it into the store and send the key"
                            .formatted(id, body.getSerializedSize(), ValueCodec.MAX_INLINE_BYTES));
        }
        if (body.hasReference()) {
            throw new CloudburstException(
                    ErrorCode.INVALID_ARGUMENT,
                    "the message to '%s' is a reference to '%s', which only an argument can be; send the key"
                            .formatted(id, body.getReference().getKey()));
        }
        return body;
    }

    <T> Optional<Message<T>> receive(Class<T> type, Duration timeout) {
        Duration left = timeLeft();
        return take(type, timeout.compareTo(left) > 0 ? left : timeout);
    }

    <T> List<Message<T>> receiveAll(Class<T> type) {
        List<Message<T>> all = new ArrayList<>();
        try {
            for (Optional<Message<T>> next = take(type, Duration.ZERO);
                    next.isPresent();
                    next = take(type, Duration.ZERO)) {
                all.add(next.get());
            }
        } catch (CloudburstException e) {
            if (e.code() != ErrorCode.INVALID_ARGUMENT || all.isEmpty()) {
                throw e;
            }
            // The next call says so.
        }
        return all;
    }

    private <T> Optional<Message<T>> take(Class<T> type, Duration timeout) {
        if (messenger == Messenger.NONE) {
            throw new CloudburstException(
                    ErrorCode.INVALID_ARGUMENT,
                    "function '%s' runs on a worker, outside of the job, and gets no messages"
                            .formatted(task.code().get(0).name()));
        }
        try {
            Optional<Letter> next = task.mail().next(function(), System.nanoTime() + timeout.toNanos());
            Optional<Message<T>> message = next.map(letter -> decode(letter, type));
            if (message.isPresent()) {
                task.mail().take(function());
            }
            return message;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CloudburstException(ErrorCode.CANCELLED, "interrupted while waiting for a message", e);
        }
    }

    @SuppressWarnings("unchecked") // the codec gives what it is asked for, boxed
    private <T> Message<T> decode(Letter letter, Class<T> type) {
        try {
            return new Message<>(letter.sender().id(), (T) codec.decode(letter.body(), type));
        } catch (CloudburstException e) {
            throw new CloudburstException(
                    e.code(),
                    "the message from '%s': %s".formatted(letter.sender().id(), e.getMessage()),
                    e);
        }
    }

    /** Until a moment after the deadline: the end of the stage, which comes first, says more. */
    private Duration timeLeft() {
        return Duration.ofMillis(Math.min(LONGEST_WAIT_MILLIS, deadline - Monotonic.millis()))
                .plus(GRACE);
    }
}
