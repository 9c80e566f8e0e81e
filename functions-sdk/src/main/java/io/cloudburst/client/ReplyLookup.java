package io.cloudburst.client;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudburst.protocol.Reply;
import io.cloudburst.protocol.Topic;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.kafka.KafkaSettings;
import io.cloudburst.sdk.store.Frontier;
import io.cloudburst.sdk.value.ValueCodec;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Finds the reply to a call of anyone's by its id, for as long as {@code cloudburst.replies} keeps it: reads the partition
 * that the id names, from when the call was made.
 */
final class ReplyLookup implements AutoCloseable {
    /** So many look at once, and so many more may wait to. */
    private static final int THREADS = 4;

    private static final int WAITING = 1_000;
    /** Clocks of clients and servers may differ by so much. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    private final KafkaSettings kafka;
    private final String clientId;
    private final Consumer<Frontier> written;
    private final LargeResults large;
    private final ThreadPoolExecutor lookers;
    /** Not done yet. */
    private final Set<CloudFuture<?>> open = ConcurrentHashMap.newKeySet();

    private volatile boolean closed;

    /**
     * @param written is told what a run has written, before its future completes
     * @param large fetches large results, which may be asked for again
     */
    ReplyLookup(KafkaSettings kafka, String clientId, Consumer<Frontier> written, LargeResults large) {
        this.kafka = kafka;
        this.clientId = clientId;
        this.written = written;
        this.large = large;
        this.lookers = new ThreadPoolExecutor(
                THREADS, THREADS, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), looker -> {
                    Thread thread = new Thread(looker, "cloudburst-reply-lookup");
                    thread.setDaemon(true);
                    return thread;
                });
        lookers.allowCoreThreadTimeOut(true);
    }

    /** The result, within {@code timeout}; whatever goes wrong is the future's failure. */
    <R> CloudFuture<R> find(CallId id, Duration timeout, Type resultType, ValueCodec codec) {
        CloudFuture<R> future = new CloudFuture<>(id.toString(), null);
        long deadline = System.currentTimeMillis() + timeout.toMillis();
        open.add(future);
        future.whenComplete((result, failure) -> open.remove(future));
        PendingCall<R> call =
                new PendingCall<>(future, resultType, codec, large, deadline, "a call asked for by its id");
        try {
            lookers.execute(() -> {
                try {
                    Reply reply = find(id, deadline);
                    written.accept(Frontier.fromProto(reply.getWrittenList()));
                    call.complete(reply);
                } catch (RuntimeException e) {
                    future.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            future.completeExceptionally(new CloudburstException(
                    ErrorCode.OVERLOADED,
                    "%d lookups of replies wait already, or the client is closed".formatted(WAITING),
                    e));
        }
        return future;
    }

    /** Waits for the reply if it is not there yet, at most until {@code deadline} (milliseconds since the epoch). */
    private Reply find(CallId id, long deadline) {
        TopicPartition partition = new TopicPartition(Topic.REPLIES.topicName(), id.partition());
        byte[] key = id.toString().getBytes(StandardCharsets.US_ASCII);
        try (var consumer = new KafkaConsumer<>(
                kafka.consumer(clientId), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            if (id.partition() < 0
                    || id.partition()
                            >= consumer.partitionsFor(partition.topic()).size()) {
                throw new CloudburstException(
                        ErrorCode.INVALID_ARGUMENT,
                        "call id '%s' names a reply partition that does not exist".formatted(id));
            }
            consumer.assign(List.of(partition));
            OffsetAndTimestamp from = consumer.offsetsForTimes(
                            Map.of(partition, Math.max(0, id.millis() - CLOCK_SKEW.toMillis())))
                    .get(partition);
            if (from == null) {
                consumer.seekToEnd(List.of(partition));
            } else {
                consumer.seek(partition, from.offset());
            }
            while (!closed && System.currentTimeMillis() < deadline) {
                for (ConsumerRecord<byte[], byte[]> log : consumer.poll(Duration.ofMillis(100))) {
                    if (Arrays.equals(key, log.key())) {
                        return Reply.parseFrom(log.value());
                    }
                }
            }
        } catch (KafkaException | InvalidProtocolBufferException e) {
            throw new CloudburstException(
                    ErrorCode.UNAVAILABLE, "the reply to call %s cannot be read: %s".formatted(id, e.getMessage()), e);
        }
        throw new CloudburstException(
                ErrorCode.TIMEOUT,
                "no reply to call %s was found in time: it is not done yet, never was made, or is past the time that replies are kept"
                        .formatted(id));
    }

    @Override
    public void close() {
        closed = true;
        lookers.shutdown();
        open.forEach(future -> future.completeExceptionally(Calls.closedFailure()));
    }
}
