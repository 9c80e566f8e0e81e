package io.cloudburst.client;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.Reply;
import io.cloudburst.protocol.Topic;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.deadline.DeadlineSweeper;
import io.cloudburst.sdk.deadline.Monotonic;
import io.cloudburst.sdk.store.Frontier;
import io.cloudburst.sdk.value.ValueCodec;
import io.opentelemetry.context.Context;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls on their way, out and back. The first reply to a call id counts; others' replies that come along are passed over.
 *
 * <p>Safe for use by many threads.
 */
final class Calls implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);
    /** The reply partition of a call that nobody waits for. */
    private static final int NOBODY = -1;
    /** So many calls may wait for a reply at once. */
    static final int MAX_IN_FLIGHT = 100_000;

    private final Transport transport;
    private final Consumer<Frontier> written;
    private final Thread replyThread;
    /** Call id to call, from before it is sent until it is done. */
    private final ConcurrentHashMap<String, PendingCall<?>> pending = new ConcurrentHashMap<>();

    private final DeadlineSweeper deadlines = new DeadlineSweeper("cloudburst-call-deadlines", pending.values());
    private volatile boolean closed;

    /** @param written is told what a run has written, before its future completes */
    Calls(Transport transport, Consumer<Frontier> written) {
        this.transport = transport;
        this.written = written;
        this.replyThread = transport.receive(this::complete);
    }

    /** @param keyGroup where the call is to run; empty: anywhere */
    String nextId(OptionalInt keyGroup) {
        int partition = transport.replyPartition();
        return (keyGroup.isPresent() ? CallId.next(partition, keyGroup.getAsInt()) : CallId.next(partition)).toString();
    }

    /**
     * Begins to wait for an answer, before the call is sent.
     *
     * @param id made by {@link #nextId}
     * @param deadline of the call, milliseconds since the epoch
     */
    <T> PendingCall<T> open(
            String id, long deadline, Type resultType, ValueCodec codec, LargeResults large, String target) {
        CloudFuture<T> future = new CloudFuture<>(id, replyThread);
        PendingCall<T> call =
                new PendingCall<>(future, resultType, codec, large, Monotonic.of(deadline), target, Context.current());
        if (closed) {
            future.completeExceptionally(closedFailure());
        } else if (pending.size() >= MAX_IN_FLIGHT) {
            future.completeExceptionally(new CloudburstException(
                    ErrorCode.OVERLOADED,
                    "%d calls of this client wait for their replies already".formatted(MAX_IN_FLIGHT)));
        } else {
            pending.put(id, call);
            // However it ends: by its reply, its deadline, its user, or the end of the client.
            future.whenComplete((result, failure) -> pending.remove(id));
        }
        return call;
    }

    /** As the other, for a call without headers and nobody who waits for Kafka. */
    void send(PendingCall<?> pendingCall, Call.Builder call) {
        send(pendingCall, call, Map.of(), new CompletableFuture<>());
    }

    /**
     * Sends a call, unless its future is done already. Whatever goes wrong is the future's failure. Cancelling the future cancels the
     * call.
     *
     * @param call without id, deadline and reply partition, which are set here; what waits for the answer does not keep it
     * @param acknowledged completes when Kafka has the call, or fails with the future
     */
    void send(
            PendingCall<?> pendingCall,
            Call.Builder call,
            Map<String, String> headers,
            CompletableFuture<Void> acknowledged) {
        CloudFuture<?> future = pendingCall.future();
        future.whenComplete((result, failure) -> {
            if (failure == null) {
                // An answer says so too, and may come first.
                acknowledged.complete(null);
            } else {
                acknowledged.completeExceptionally(failure);
            }
        });
        if (future.isDone()) {
            return;
        }
        call.setId(future.callId())
                .setDeadline(pendingCall.callDeadline())
                .setReplyPartition(transport.replyPartition());
        Call cancellation = cancellation(call);
        CallSpan.begin(call, pendingCall.made(), headers, future)
                .send(() -> send(call, headers, pendingCall.target(), failure -> {
                    if (failure == null) {
                        acknowledged.complete(null);
                    } else {
                        future.completeExceptionally(failure);
                    }
                }));
        // Not before: one that comes first ends nothing here, and with an idempotency key the run of somebody else.
        future.whenComplete((result, failure) -> {
            if (failure instanceof CancellationException) {
                sendCancellation(cancellation);
            }
        });
    }

    /** Ends a call that waits here, and asks for its end where it runs. False: none of that id waits here. */
    boolean cancelPending(String callId) {
        PendingCall<?> call = pending.get(callId);
        return call != null && call.future().cancel(true);
    }

    /** @param sent completes with the call's id when Kafka has it */
    void sendUnanswered(String id, Call.Builder call, long deadline, String target, CompletableFuture<String> sent) {
        send(call.setId(id).setDeadline(deadline).setReplyPartition(NOBODY), target, failure -> {
            if (failure == null) {
                sent.complete(id);
            } else {
                sent.completeExceptionally(failure);
            }
        });
    }

    /** Asks for the end of a call; nobody waits for whether it was in time. */
    void cancel(Call call) {
        sendCancellation(cancellation(call.toBuilder()));
    }

    private void sendCancellation(Call cancellation) {
        send(cancellation.toBuilder(), "the cancellation of call " + cancellation.getId(), failure -> {
            if (failure != null) {
                LOG.warn("call {} goes on to its deadline: {}", cancellation.getId(), failure.getMessage());
            }
        });
    }

    /** Without what the call brings: a client keeps it for as long as it waits for the answer. */
    private static Call cancellation(Call.Builder call) {
        return call.clone()
                .clearArguments()
                .clearContinuations()
                .clearSeen()
                .setCancel(true)
                .build();
    }

    /** @param sent gets null when the call is taken, or why it is not */
    private void send(Call.Builder call, String target, Consumer<CloudburstException> sent) {
        send(call, Map.of(), target, sent);
    }

    private void send(
            Call.Builder call, Map<String, String> headers, String target, Consumer<CloudburstException> sent) {
        byte[] record = call.build().toByteArray();
        if (record.length > Topic.MAX_RECORD_BYTES - 1024) {
            sent.accept(tooLarge(target, record.length));
            return;
        }
        transport.send(
                call.getId(),
                record,
                headers,
                failure -> sent.accept(failure == null ? null : notSent(target, failure)));
    }

    private static CloudburstException tooLarge(String target, int bytes) {
        return new CloudburstException(
                ErrorCode.PAYLOAD_TOO_LARGE,
                "the call of %s has %d bytes, at most %d fit a record; give it fewer arguments or continuations"
                        .formatted(target, bytes, Topic.MAX_RECORD_BYTES - 1024));
    }

    private static CloudburstException notSent(String target, Exception failure) {
        ErrorCode code =
                failure instanceof RecordTooLargeException ? ErrorCode.PAYLOAD_TOO_LARGE : ErrorCode.UNAVAILABLE;
        return new CloudburstException(
                code, "the call of %s could not be sent: %s".formatted(target, failure.getMessage()), failure);
    }

    private void complete(String callId, byte[] record) {
        PendingCall<?> call = pending.get(callId);
        if (call == null) {
            return;
        }
        try {
            Reply reply = Reply.parseFrom(record);
            written.accept(Frontier.fromProto(reply.getWrittenList()));
            call.complete(reply);
        } catch (InvalidProtocolBufferException e) {
            call.future()
                    .completeExceptionally(new CloudburstException(
                            ErrorCode.UNAVAILABLE, "the reply to " + call.target() + " is garbage", e));
        } catch (RuntimeException e) {
            LOG.error("what was chained to the future of {} threw", call.target(), e);
        }
    }

    static CloudburstException closedFailure() {
        return new CloudburstException(ErrorCode.CANCELLED, "the client is closed");
    }

    @Override
    public void close() {
        closed = true;
        deadlines.close();
        pending.values().forEach(call -> call.future().completeExceptionally(closedFailure()));
    }
}
