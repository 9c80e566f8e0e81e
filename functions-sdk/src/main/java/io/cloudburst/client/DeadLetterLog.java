package io.cloudburst.client;

import io.cloudburst.protocol.Topic;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.kafka.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The dead-letter topic from an offset to the end that it had when this was made. Used by one thread, and closed by it. */
final class DeadLetterLog implements AutoCloseable {
    private static final TopicPartition PARTITION = new TopicPartition(Topic.DEAD_LETTERS.topicName(), 0);
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Duration timeout;
    private final long deadline;
    private final long start;
    private final long end;

    /** @param timeout from now, for everything */
    DeadLetterLog(KafkaSettings kafka, String clientId, long from, Duration timeout) {
        this.timeout = timeout;
        this.deadline = System.nanoTime() + timeout.toNanos();
        Map<String, Object> settings = kafka.consumer(clientId);
        settings.put("default.api.timeout.ms", Long.toString(timeout.toMillis()));
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            consumer.assign(List.of(PARTITION));
            this.end = consumer.endOffsets(List.of(PARTITION)).get(PARTITION);
            this.start = Math.min(
                    end,
                    Math.max(from, consumer.beginningOffsets(List.of(PARTITION)).get(PARTITION)));
            consumer.seek(PARTITION, start);
        } catch (KafkaException e) {
            consumer.close();
            throw unreadable(e);
        }
    }

    /** The first offset that is read. */
    long start() {
        return start;
    }

    void rewind() {
        consumer.seek(PARTITION, start);
    }

    void read(Consumer<ConsumerRecord<byte[], byte[]>> each) {
        readByBatch(records -> records.forEach(each));
    }

    /** @throws CloudburstException {@link ErrorCode#TIMEOUT} or {@link ErrorCode#UNAVAILABLE} */
    void readByBatch(Consumer<List<ConsumerRecord<byte[], byte[]>>> batch) {
        try {
            while (consumer.position(PARTITION) < end) {
                if (System.nanoTime() > deadline) {
                    throw new CloudburstException(
                            ErrorCode.TIMEOUT,
                            "%s was read up to offset %d of %d in %d ms; allow more"
                                    .formatted(
                                            PARTITION.topic(), consumer.position(PARTITION), end, timeout.toMillis()));
                }
                batch.accept(consumer.poll(POLL).records(PARTITION).stream()
                        .filter(record -> record.offset() < end)
                        .toList());
            }
        } catch (KafkaException e) {
            throw unreadable(e);
        }
    }

    private static CloudburstException unreadable(KafkaException e) {
        return new CloudburstException(
                ErrorCode.UNAVAILABLE, "%s cannot be read: %s".formatted(PARTITION.topic(), e.getMessage()), e);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
