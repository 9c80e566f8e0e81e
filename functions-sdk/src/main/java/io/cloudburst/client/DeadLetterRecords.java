package io.cloudburst.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cloudburst.protocol.DeadLetterHeaders;
import io.cloudburst.protocol.Topic;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Records of the dead-letter topic, and what they mean. */
final class DeadLetterRecords {
    private static final Set<String> ADDED = Set.of(
            DeadLetterHeaders.REASON, DeadLetterHeaders.TOPIC, DeadLetterHeaders.PARTITION, DeadLetterHeaders.OFFSET);

    private DeadLetterRecords() {}

    /** The offset of the dead letter that was replayed, if the record says that of one. */
    static OptionalLong replayed(ConsumerRecord<byte[], byte[]> record) {
        Header mark = record.headers().lastHeader(DeadLetterHeaders.REPLAYED);
        // Not a dead letter whose own headers have that one.
        return mark == null || record.headers().lastHeader(DeadLetterHeaders.REASON) != null
                ? OptionalLong.empty()
                : number(mark);
    }

    static ProducerRecord<byte[], byte[]> mark(long letter) {
        ProducerRecord<byte[], byte[]> mark = new ProducerRecord<>(Topic.DEAD_LETTERS.topicName(), 0, null, null);
        mark.headers().add(DeadLetterHeaders.REPLAYED, Long.toString(letter).getBytes(UTF_8));
        return mark;
    }

    static DeadLetter letter(ConsumerRecord<byte[], byte[]> record) {
        Optional<Header> cut = cut(record);
        return new DeadLetter(
                record.offset(),
                Instant.ofEpochMilli(record.timestamp()),
                source(record),
                text(record, DeadLetterHeaders.REASON).orElse(""),
                start(record.key()),
                start(record.value()),
                cut.map(DeadLetterRecords::number)
                        .orElse(OptionalLong.empty())
                        .orElse(record.value() == null ? 0 : record.value().length),
                cut.isPresent(),
                Optional.empty());
    }

    /** The record as it was, to be put back. */
    static ProducerRecord<byte[], byte[]> original(ConsumerRecord<byte[], byte[]> record, DeadLetter.Source source) {
        RecordHeaders own = new RecordHeaders();
        Header[] all = record.headers().toArray();
        for (int i = 0; i < all.length; i++) {
            boolean added = ADDED.contains(all[i].key()) && record.headers().lastHeader(all[i].key()) == all[i];
            if (!added) {
                own.add(all[i]);
            }
        }
        return new ProducerRecord<>(source.topic(), source.partition(), null, record.key(), record.value(), own);
    }

    private static Optional<DeadLetter.Source> source(ConsumerRecord<byte[], byte[]> record) {
        Optional<String> topic = text(record, DeadLetterHeaders.TOPIC);
        OptionalLong partition = number(record.headers().lastHeader(DeadLetterHeaders.PARTITION));
        OptionalLong offset = number(record.headers().lastHeader(DeadLetterHeaders.OFFSET));
        return topic.isEmpty() || partition.isEmpty() || offset.isEmpty() || partition.getAsLong() > Integer.MAX_VALUE
                ? Optional.empty()
                : Optional.of(new DeadLetter.Source(topic.get(), (int) partition.getAsLong(), offset.getAsLong()));
    }

    /** It comes after all others: a header of that name before those is the record's own. */
    private static Optional<Header> cut(ConsumerRecord<byte[], byte[]> record) {
        Header[] all = record.headers().toArray();
        return all.length > 0 && all[all.length - 1].key().equals(DeadLetterHeaders.CUT)
                ? Optional.of(all[all.length - 1])
                : Optional.empty();
    }

    private static Optional<String> text(ConsumerRecord<byte[], byte[]> record, String name) {
        return Optional.ofNullable(record.headers().lastHeader(name))
                .filter(header -> header.value() != null)
                .map(header -> new String(header.value(), UTF_8));
    }

    private static OptionalLong number(Header header) {
        String text = header == null || header.value() == null ? "" : new String(header.value(), UTF_8);
        return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    private static byte[] start(byte[] bytes) {
        return bytes == null ? null : Arrays.copyOf(bytes, Math.min(bytes.length, DeadLetter.PREVIEW_BYTES));
    }
}
