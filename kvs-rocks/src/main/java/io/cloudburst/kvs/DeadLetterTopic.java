package io.cloudburst.kvs;

import io.cloudburst.kvs.rocks.DeadLetter;
import io.cloudburst.protocol.DeadLetterHeaders;
import io.cloudburst.protocol.Topic;
import java.time.Duration;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends refused updates to the dead-letter topic, as {@link DeadLetterHeaders} says. Used by one thread. */
final class DeadLetterTopic implements DeadLetter.Sink {
    // Room for headers and the batch around the record.
    private static final int MAX_PAYLOAD_BYTES = Topic.MAX_RECORD_BYTES - (16 << 10);
    private static final Duration BETWEEN_LOG_LINES = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(DeadLetterTopic.class);

    private final Producer<byte[], byte[]> producer;
    private final RetryDelay retryDelay = new RetryDelay();
    private long loggedNanos;
    // Since the last line, that one included.
    private long refused;
    private long unsent;

    DeadLetterTopic(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    @Override
    public void accept(DeadLetter letter) {
        logSometimes(letter);
        if (!retryDelay.isOver()) {
            unsent++;
            return;
        }
        try {
            producer.send(toRecord(letter), (metadata, failure) -> {
                if (failure != null) {
                    logFailure(letter, failure);
                }
            });
            retryDelay.reset();
        } catch (KafkaException e) {
            // A send that fails has blocked the log's follower: not again at once.
            retryDelay.begin();
            logFailure(letter, e);
        }
    }

    /** One line a second: garbage may come by the million. */
    private void logSometimes(DeadLetter letter) {
        long now = System.nanoTime();
        if (refused > 0 && now - loggedNanos < BETWEEN_LOG_LINES.toNanos()) {
            refused++;
            return;
        }
        log.warn(
                "refused the update at offset {} of {}-{}: {} ({} refused since the last such line, {} so far not sent to {})",
                letter.offset(),
                Topic.KVS.topicName(),
                letter.partition(),
                letter.reason(),
                refused,
                unsent,
                Topic.DEAD_LETTERS.topicName());
        loggedNanos = now;
        refused = 1;
    }

    private static ProducerRecord<byte[], byte[]> toRecord(DeadLetter letter) {
        boolean cut = size(letter.key()) + size(letter.value()) > MAX_PAYLOAD_BYTES;
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                Topic.DEAD_LETTERS.topicName(),
                cut ? DeadLetterHeaders.start(letter.key()) : letter.key(),
                cut ? DeadLetterHeaders.start(letter.value()) : letter.value());
        if (!cut) {
            letter.headers().forEach(record.headers()::add);
        }
        DeadLetterHeaders.of(letter.reason(), Topic.KVS.topicName(), letter.partition(), letter.offset())
                .forEach(record.headers()::add);
        if (cut) {
            record.headers().add(DeadLetterHeaders.CUT, DeadLetterHeaders.cut(letter.value()));
        }
        return record;
    }

    private static int size(byte[] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private static void logFailure(DeadLetter letter, Exception failure) {
        log.error(
                "the update refused at offset {} of {}-{} did not reach {}; read it from there",
                letter.offset(),
                Topic.KVS.topicName(),
                letter.partition(),
                Topic.DEAD_LETTERS.topicName(),
                failure);
    }
}
