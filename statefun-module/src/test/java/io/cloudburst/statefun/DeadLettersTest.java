package io.cloudburst.statefun;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.protocol.Topic;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class DeadLettersTest {

    private final DeadLetters deadLetters = new DeadLetters(FixedTopics.of(Topic.DEAD_LETTERS));

    @Test
    void aDeadLetterIsTheRecordWithWhyAndWhereFrom() {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>("cloudburst.calls", 2, 77, new byte[] {1}, new byte[] {2});
        record.headers().add("own", null).add("reason", new byte[] {3});

        ProducerRecord<byte[], byte[]> letter = deadLetters.toRecord(record, "no call");

        assertThat(letter.topic()).isEqualTo("cloudburst.dead-letters");
        assertThat(letter.key()).containsExactly(1);
        assertThat(letter.value()).containsExactly(2);
        assertThat(letter.headers().lastHeader("own").value()).isNull();
        assertThat(header(letter, "reason")).isEqualTo("no call");
        assertThat(header(letter, "topic")).isEqualTo("cloudburst.calls");
        assertThat(header(letter, "partition")).isEqualTo("2");
        assertThat(header(letter, "offset")).isEqualTo("77");
    }

    @Test
    void aTombstoneIsADeadLetterWithoutAValue() {
        assertThat(deadLetters
                        .toRecord(new ConsumerRecord<>("cloudburst.calls", 0, 0, null, null), "no value")
                        .value())
                .isNull();
    }

    @Test
    void aRecordThatTheHeadersMakeTooLargeIsCut() {
        byte[] large = new byte[Topic.MAX_RECORD_BYTES - 200];

        ProducerRecord<byte[], byte[]> letter = deadLetters.toRecord(
                new ConsumerRecord<>("cloudburst.calls", 0, 0, new byte[] {1}, large), "reason".repeat(10_000));

        assertThat(Records.maxSize(letter)).isLessThan(Topic.MAX_RECORD_BYTES);
        assertThat(letter.value()).hasSize(64 * 1024);
        assertThat(header(letter, "cut")).isEqualTo(Integer.toString(large.length));
    }

    private static String header(ProducerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
