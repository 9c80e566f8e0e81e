package io.cloudburst.client;

import io.cloudburst.protocol.Topic;
import io.cloudburst.sdk.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One partition of {@code cloudburst.replies}, followed by a thread of its own from where it ended at the start. */
final class KafkaReplies implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaReplies.class);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition replies;
    /** Null until somebody wants to be told. */
    private Thread thread;

    private volatile boolean closed;

    KafkaReplies(KafkaSettings kafka, String clientId, int partitions) {
        this.replies = new TopicPartition(
                Topic.REPLIES.topicName(), ThreadLocalRandom.current().nextInt(partitions));
        this.consumer =
                new KafkaConsumer<>(kafka.consumer(clientId), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            consumer.assign(List.of(replies));
            consumer.seekToEnd(List.of(replies));
            // Now, not at the first poll: a reply that comes in between must not be skipped.
            consumer.position(replies);
        } catch (KafkaException e) {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
            throw e;
        }
    }

    int partition() {
        return replies.partition();
    }

    Thread follow(Transport.ReplyReader reader) {
        thread = new Thread(() -> run(reader), "cloudburst-replies");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void run(Transport.ReplyReader reader) {
        try {
            while (!closed) {
                try {
                    for (ConsumerRecord<byte[], byte[]> log : consumer.poll(Duration.ofSeconds(1))) {
                        if (log.key() != null && log.value() != null) {
                            reader.read(new String(log.key(), StandardCharsets.UTF_8), log.value());
                        }
                    }
                } catch (WakeupException e) {
                    // Only close() does that.
                } catch (KafkaException e) {
                    LOG.warn("replies cannot be read now, trying again: {}", e.toString());
                }
            }
        } finally {
            // In no group, so nobody is to be told; and what it last asked for may take a while to be answered.
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    @Override
    public void close() {
        closed = true;
        if (thread == null) {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
            return;
        }
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
