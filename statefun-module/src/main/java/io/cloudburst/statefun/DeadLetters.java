package io.cloudburst.statefun;

import io.cloudburst.protocol.DeadLetterHeaders;
import java.io.IOException;
import java.io.Serializable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Makes a record that could not be read a record of {@code cloudburst.dead-letters}, as {@link DeadLetterHeaders} says. */
final class DeadLetters implements Serializable {

    private static final long serialVersionUID = 1;

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
        ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(
                topic.topicName(), DeadLetterHeaders.start(record.key()), DeadLetterHeaders.start(record.value()));
        address(letter, record, reason);
        letter.headers().add(DeadLetterHeaders.CUT, DeadLetterHeaders.cut(record.value()));
        return letter;
    }

    private static void address(
            ProducerRecord<byte[], byte[]> letter, ConsumerRecord<byte[], byte[]> record, String reason) {
        DeadLetterHeaders.of(reason, record.topic(), record.partition(), record.offset())
                .forEach(letter.headers()::add);
    }
}
