package io.cloudburst.sdk.registry;

import io.cloudburst.protocol.Topic;
import io.cloudburst.sdk.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code cloudburst.registry}, read on a thread of its own. */
final class KafkaRegistryLog implements RegistryLog {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaRegistryLog.class);
    private static final TopicPartition PARTITION = new TopicPartition(Topic.REGISTRY.topicName(), 0);

    private final Consumer<byte[], byte[]> consumer;
    /** Asks where the log ends: on the follower's connection a question would wait behind its long poll. */
    private final Admin admin;

    private Thread follower;
    private volatile boolean closed;

    private KafkaRegistryLog(Consumer<byte[], byte[]> consumer, Admin admin) {
        this.consumer = consumer;
        this.admin = admin;
    }

    static KafkaRegistryLog open(KafkaSettings kafka, String clientId) {
        return new KafkaRegistryLog(
                new KafkaConsumer<>(kafka.consumer(clientId), new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                Admin.create(kafka.admin(clientId)));
    }

    @Override
    public void follow(Reader reader) {
        consumer.assign(List.of(PARTITION));
        consumer.seekToBeginning(List.of(PARTITION));
        follower = new Thread(() -> run(reader), "cloudburst-registry");
        follower.setDaemon(true);
        follower.start();
    }

    private void run(Reader reader) {
        try {
            while (!closed) {
                try {
                    poll(reader);
                } catch (WakeupException e) {
                    // Only close() does that.
                } catch (KafkaException e) {
                    LOG.warn("the registry cannot be read now, trying again: {}", e.toString());
                }
            }
        } finally {
            // In no group, so nobody is to be told; and what it last asked for may take a while to be answered.
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    private void poll(Reader reader) {
        boolean changed = false;
        for (ConsumerRecord<byte[], byte[]> log : consumer.poll(Duration.ofSeconds(1))) {
            reader.read(
                    new String(log.key() == null ? new byte[0] : log.key(), StandardCharsets.UTF_8),
                    log.value(),
                    log.offset());
            changed = true;
        }
        reader.reached(consumer.position(PARTITION), changed);
    }

    @Override
    public CompletableFuture<Long> end() {
        // Not Kafka's own future, which refuses timeouts and whatever else completes it.
        CompletableFuture<Long> end = new CompletableFuture<>();
        admin.listOffsets(Map.of(PARTITION, OffsetSpec.latest()))
                .partitionResult(PARTITION)
                .whenComplete((latest, failure) -> {
                    if (failure == null) {
                        end.complete(latest.offset());
                    } else {
                        end.completeExceptionally(failure);
                    }
                });
        return end;
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        admin.close(Duration.ZERO);
        try {
            follower.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
