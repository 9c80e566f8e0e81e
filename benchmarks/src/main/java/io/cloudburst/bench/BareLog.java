package io.cloudburst.bench;

import io.cloudburst.sdk.kafka.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A consumer of some partitions that does nothing with what it reads. Used by one thread at a time. */
final class BareLog implements AutoCloseable {
    private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;

    BareLog(String bootstrapServers, List<TopicPartition> partitions) {
        this.partitions = partitions;
        this.consumer = new KafkaConsumer<>(
                KafkaSettings.of(bootstrapServers).consumer("bare"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(partitions);
    }

    void seekToBeginning() {
        consumer.seekToBeginning(partitions);
        partitions.forEach(consumer::position);
    }

    void seekToEnd() {
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    /** Returns when so many records have come; how many may be said while it reads. */
    void read(LongSupplier count) {
        long deadline = System.nanoTime() + STALL_NANOS;
        for (long read = 0; read < count.getAsLong(); ) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofSeconds(1));
            read += records.count();
            if (!records.isEmpty()) {
                deadline = System.nanoTime() + STALL_NANOS;
            } else if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "of %,d records in %s only %,d have come".formatted(count.getAsLong(), partitions, read));
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
