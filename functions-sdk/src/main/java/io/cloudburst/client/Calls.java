package io.cloudburst.client;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.Reply;
import io.cloudburst.protocol.Topic;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.deadline.DeadlineSweeper;
import io.cloudburst.sdk.kafka.KafkaSettings;
import io.cloudburst.sdk.store.Frontier;
import io.cloudburst.sdk.value.ValueCodec;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls on their way: out through the shared producer, back on one partition of {@code cloudburst.replies} that a thread of its
 * own follows from where it ended at the start. The first reply to a call id counts; others' replies on the partition are
 * passed over.
 *
 * <p>Safe for use by many threads.
 */
final class Calls implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);
    /** The reply partition of a call that nobody waits for. */
    private static final int NOBODY = -1;
    /** So many calls may wait for a reply at once. */
    static final int MAX_IN_FLIGHT = 100_000;

    private final Producer<byte[], byte[]> producer;
    private final Consumer<Frontier> written;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition replies;
    private final Thread replyThread;
    /** Call id to call, from before it is sent until it is done. */
    private final ConcurrentHashMap<String, PendingCall<?>> pending = new ConcurrentHashMap<>();

    private final DeadlineSweeper deadlines = new DeadlineSweeper("cloudburst-call-deadlines", pending.values());
    private volatile boolean closed;

    /** @param written is told what a run has written, before its future completes */
    Calls(KafkaSettings kafka, String clientId, Producer<byte[], byte[]> producer, Consumer<Frontier> written) {
        this.producer = producer;
        this.written = written;
        int partitions = producer.partitionsFor(Topic.REPLIES.topicName()).size();
        this.replies = new TopicPartition(
                Topic.REPLIES.topicName(), ThreadLocalRandom.current().nextInt(partitions));
        this.consumer =
                new KafkaConsumer<>(kafka.consumer(clientId), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(List.of(replies));
        consumer.seekToEnd(List.of(replies));
        // Now, not at the first poll: a reply that comes in between must not be skipped.
        consumer.position(replies);
        this.replyThread = new Thread(this::run, "cloudburst-replies");
        replyThread.setDaemon(true);
        replyThread.start();
    }

    /**
     * Begins to wait for an answer, before the call is sent.
     *
     * @param deadline of the call, milliseconds since the epoch
     */
    <T> PendingCall<T> open(long deadline, Type resultType, ValueCodec codec, LargeResults large, String target) {
        String id = CallId.next(replies.partition()).toString();
        CloudFuture<T> future = new CloudFuture<>(id, replyThread);
        PendingCall<T> call = new PendingCall<>(future, resultType, codec, large, deadline, target);
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

    /**
     * Sends a call, unless its future is done already. Whatever goes wrong is the future's failure. Cancelling the future cancels the
     * call.
     *
     * @param call without id, deadline and reply partition, which are set here
     */
    void send(PendingCall<?> pendingCall, Call.Builder call) {
        CloudFuture<?> future = pendingCall.future();
        if (future.isDone()) {
            return;
        }
        call.setId(future.callId()).setDeadline(pendingCall.callDeadline()).setReplyPartition(replies.partition());
        send(call, pendingCall.target(), failure -> {
            if (failure != null) {
                future.completeExceptionally(failure);
            }
        });
        future.whenComplete((result, failure) -> {
            if (failure instanceof CancellationException) {
                cancel(call);
            }
        });
    }

    /** @param sent completes with the call's id when Kafka has it */
    void sendUnanswered(Call.Builder call, long deadline, String target, CompletableFuture<String> sent) {
        String id = CallId.next(replies.partition()).toString();
        send(call.setId(id).setDeadline(deadline).setReplyPartition(NOBODY), target, failure -> {
            if (failure == null) {
                sent.complete(id);
            } else {
                sent.completeExceptionally(failure);
            }
        });
    }

    /** Asks for the end of a call; nobody waits for whether it was in time. */
    private void cancel(Call.Builder call) {
        Call.Builder cancellation =
                call.clone().clearArguments().clearContinuations().clearSeen().setCancel(true);
        send(cancellation, "the cancellation of call " + call.getId(), failure -> {
            if (failure != null) {
                LOG.warn("call {} goes on to its deadline: {}", call.getId(), failure.getMessage());
            }
        });
    }

    /** @param sent gets null when Kafka has it, or why it has not */
    private void send(Call.Builder call, String target, Consumer<CloudburstException> sent) {
        byte[] record = call.build().toByteArray();
        if (record.length > Topic.MAX_RECORD_BYTES - 1024) {
            sent.accept(tooLarge(target, record.length));
            return;
        }
        try {
            producer.send(
                    new ProducerRecord<>(
                            Topic.CALLS.topicName(), call.getId().getBytes(StandardCharsets.US_ASCII), record),
                    (metadata, failure) -> sent.accept(failure == null ? null : notSent(target, failure)));
        } catch (KafkaException | IllegalStateException e) {
            sent.accept(notSent(target, e));
        }
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

    private void run() {
        try (consumer) {
            while (!closed) {
                try {
                    for (ConsumerRecord<byte[], byte[]> log : consumer.poll(Duration.ofSeconds(1))) {
                        complete(log);
                    }
                } catch (WakeupException e) {
                    // Only close() does that.
                } catch (KafkaException e) {
                    LOG.warn("replies cannot be read now, trying again: {}", e.toString());
                }
            }
        }
    }

    private void complete(ConsumerRecord<byte[], byte[]> log) {
        if (log.key() == null || log.value() == null) {
            return;
        }
        PendingCall<?> call = pending.get(new String(log.key(), StandardCharsets.UTF_8));
        if (call == null) {
            return;
        }
        try {
            Reply reply = Reply.parseFrom(log.value());
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
        consumer.wakeup();
        try {
            replyThread.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        pending.values().forEach(call -> call.future().completeExceptionally(closedFailure()));
    }
}
