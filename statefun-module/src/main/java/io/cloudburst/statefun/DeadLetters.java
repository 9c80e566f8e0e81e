package io.cloudburst.statefun;

import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Makes a record that could not be read a record of {@code cloudburst.dead-letters}: key, value and headers as they came, and after
 * them the headers {@code reason}, {@code topic}, {@code partition} and {@code offset}, all as text.
 *
 * <p>One that would be too large with them loses its own headers and the end of its value, and has a header {@code cut} with the
 * number of bytes that the value had.
 */
final class DeadLetters implements Serializable {

    private static final long serialVersionUID = 1;
    private static final int KEPT_OF_TOO_LARGE = 64 * 1024;
    private static final int LONGEST_REASON = 1024;

    private final TopicFacts topic;

    DeadLetters(TopicFacts topic) {
        this.topic = topic;
    }

    void open() throws IOException {
        topic.open();
    }

    ProducerRecord<byte[], byte[]> toRecord(ConsumerRecord<byte[], byte[]> record, String reason) {
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(topic.topicName(), null, record.key(), record.value(), record.headers());
        address(letter, record, reason);
        return Records.maxSize(letter) <= topic.maxRecordBytes() ? letter : cut(record, reason);
    }

    private ProducerRecord<byte[], byte[]> cut(ConsumerRecord<byte[], byte[]> record, String reason) {
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(topic.topicName(), start(record.key()), start(record.value()));
        address(letter, record, reason);
        add(letter, "cut", Integer.toString(record.value() == null ? 0 : record.value().length));
        return letter;
    }

    private byte[] start(byte[] bytes) {
        int kept = Math.min(KEPT_OF_TOO_LARGE, topic.maxRecordBytes() / 4);
        return bytes == null || bytes.length <= kept ? bytes : Arrays.copyOf(bytes, kept);
    }

    private static void address(
            ProducerRecord<byte[], byte[]> letter, ConsumerRecord<byte[], byte[]> record, String reason) {
        add(letter, "reason", reason.substring(0, Math.min(reason.length(), LONGEST_REASON)));
        add(letter, "topic", record.topic());
        add(letter, "partition", Integer.toString(record.partition()));
        add(letter, "offset", Long.toString(record.offset()));
    }

    private static void add(ProducerRecord<byte[], byte[]> letter, String name, String value) {
        letter.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
