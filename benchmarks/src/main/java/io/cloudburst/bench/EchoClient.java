package io.cloudburst.bench;

import io.cloudburst.sdk.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The least that a client can do: sends a record, and waits for the one with the same key to come back. */
final class EchoClient implements Load.Target, AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread replies;
    private final String topic;
    private final byte[] payload;
    /** Ids of one length, near that of a call id, that cost little to make. */
    private static final long ID_BASE = 1_000_000_000_000_000_000L;

    private final AtomicLong ids = new AtomicLong();
    private final ConcurrentHashMap<String, CompletableFuture<Boolean>> pending = new ConcurrentHashMap<>();

    /** @param payload what each record carries: as much as a call does */
    EchoClient(String bootstrapServers, String topic, String replyTopic, byte[] payload) {
        KafkaSettings kafka = KafkaSettings.of(bootstrapServers);
        this.topic = topic;
        this.payload = payload;
        this.producer =
                new KafkaProducer<>(kafka.producer("floor"), new ByteArraySerializer(), new ByteArraySerializer());
        this.consumer =
                new KafkaConsumer<>(kafka.consumer("floor"), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        TopicPartition partition = new TopicPartition(replyTopic, 0);
        consumer.assign(List.of(partition));
        consumer.seekToEnd(List.of(partition));
        consumer.position(partition);
        this.replies = new Thread(this::run, "floor-replies");
        replies.start();
    }

    @Override
    public CompletableFuture<Boolean> apply(long argument) {
        String id = Long.toString(ID_BASE + ids.incrementAndGet());
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        pending.put(id, done);
        producer.send(
                new ProducerRecord<>(topic, 0, id.getBytes(StandardCharsets.US_ASCII), payload),
                (metadata, failure) -> {
                    if (failure != null) {
                        done.completeExceptionally(failure);
                    }
                });
        return done;
    }

    private void run() {
        try (consumer) {
            while (true) {
                for (ConsumerRecord<byte[], byte[]> log : consumer.poll(Duration.ofSeconds(1))) {
                    CompletableFuture<Boolean> done = pending.remove(new String(log.key(), StandardCharsets.US_ASCII));
                    if (done != null) {
                        done.complete(log.value().length == payload.length);
                    }
                }
            }
        } catch (WakeupException e) {
            // Closed.
        }
    }

    @Override
    public void close() {
        consumer.wakeup();
        producer.close(Duration.ofSeconds(5));
    }
}
