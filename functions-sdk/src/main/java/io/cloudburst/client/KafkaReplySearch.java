package io.cloudburst.client;

import io.cloudburst.protocol.Topic;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Looks through one partition of {@code cloudburst.replies} for the reply to one call, from when the call was made. */
final class KafkaReplySearch implements AutoCloseable {
    /** Clocks of clients and servers may differ by so much. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    private final KafkaSettings kafka;
    private final String clientId;
    private volatile boolean closed;

    KafkaReplySearch(KafkaSettings kafka, String clientId) {
        this.kafka = kafka;
        this.clientId = clientId;
    }

    /** See {@link Transport#findReply}. */
    Optional<byte[]> find(String callId, int number, long madeAt, long deadline) {
        TopicPartition partition = new TopicPartition(Topic.REPLIES.topicName(), number);
        byte[] key = callId.getBytes(StandardCharsets.US_ASCII);
        try (var consumer = new KafkaConsumer<>(
                kafka.consumer(clientId), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            if (number < 0
                    || number >= consumer.partitionsFor(partition.topic()).size()) {
                throw new CloudburstException(
                        ErrorCode.INVALID_ARGUMENT,
                        "call id '%s' names a reply partition that does not exist".formatted(callId));
            }
            consumer.assign(List.of(partition));
            OffsetAndTimestamp from = consumer.offsetsForTimes(
                            Map.of(partition, Math.max(0, madeAt - CLOCK_SKEW.toMillis())))
                    .get(partition);
            if (from == null) {
                consumer.seekToEnd(List.of(partition));
            } else {
                consumer.seek(partition, from.offset());
            }
            while (!closed && System.currentTimeMillis() < deadline) {
                for (ConsumerRecord<byte[], byte[]> log : consumer.poll(Duration.ofMillis(100))) {
                    if (Arrays.equals(key, log.key()) && log.value() != null) {
                        return Optional.of(log.value());
                    }
                }
            }
            return Optional.empty();
        } catch (KafkaException e) {
            throw new CloudburstException(
                    ErrorCode.UNAVAILABLE,
                    "the reply to call %s cannot be read: %s".formatted(callId, e.getMessage()),
                    e);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
