package io.cloudburst.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.DeadLetter;
import io.cloudburst.client.DeadLetterFilter;
import io.cloudburst.client.DeadLetters;
import io.cloudburst.protocol.DeadLetterHeaders;
import io.cloudburst.protocol.Topic;
import io.cloudburst.sdk.kafka.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadLettersIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final Cloudburst cloudburst = SharedStack.client();
    private final DeadLetters letters = cloudburst.deadLetters();
    private final KafkaSettings kafka = KafkaSettings.of(SharedStack.bootstrapServers());
    private final KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
            kafka.producer("dead-letters-it"), new ByteArraySerializer(), new ByteArraySerializer());
    /** The key of this test's records. */
    private final String key = "dead-" + UUID.randomUUID();

    @AfterEach
    void close() {
        producer.close();
    }

    private DeadLetter.Source send(Topic topic, byte[] value, String... headers) throws Exception {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic.topicName(), key.getBytes(UTF_8), value);
        for (int i = 0; i < headers.length; i += 2) {
            record.headers().add(headers[i], headers[i + 1].getBytes(UTF_8));
        }
        RecordMetadata sent = producer.send(record).get();
        return new DeadLetter.Source(sent.topic(), sent.partition(), sent.offset());
    }

    /** Those of this test, once there are so many. */
    private List<DeadLetter> awaitLetters(int count) {
        List<DeadLetter> mine = new ArrayList<>();
        await().atMost(TIMEOUT).untilAsserted(() -> {
            mine.clear();
            letters.list(DeadLetterFilter.ALL, 10_000, TIMEOUT).stream()
                    .filter(letter -> letter.key() != null && new String(letter.key(), UTF_8).equals(key))
                    .forEach(mine::add);
            assertThat(mine).hasSize(count);
        });
        return mine;
    }

    private ConsumerRecord<byte[], byte[]> read(DeadLetter.Source place) {
        TopicPartition partition = new TopicPartition(place.topic(), place.partition());
        List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                kafka.consumer("dead-letters-it"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, place.offset());
            await().atMost(TIMEOUT).until(() -> {
                read.addAll(consumer.poll(Duration.ofMillis(100)).records(partition));
                return !read.isEmpty();
            });
        }
        return read.get(0);
    }

    private List<DeadLetters.Replayed> replay(boolean again, Long... offsets) {
        List<DeadLetters.Replayed> results = new ArrayList<>();
        letters.replay(Set.of(offsets), again, TIMEOUT, results::add);
        return results;
    }

    @Test
    void aCallThatCannotBeReadIsListedAndPutBackAsItWas() throws Exception {
        byte[] garbage = "no call at all".getBytes(UTF_8);
        DeadLetter.Source source = send(Topic.CALLS, garbage, "traceparent", "abc", "reason", "its own");

        DeadLetter letter = awaitLetters(1).get(0);
        assertThat(letter.source()).contains(source);
        assertThat(letter.reason()).isNotEmpty().isNotEqualTo("its own");
        assertThat(letter.preview()).isEqualTo(garbage);
        assertThat(letter.valueBytes()).isEqualTo(garbage.length);
        assertThat(letter.cut()).isFalse();
        assertThat(letter.replayed()).isEmpty();

        DeadLetter.Source now = replay(false, letter.offset()).get(0).now().orElseThrow();
        ConsumerRecord<byte[], byte[]> back = read(now);
        assertThat(now.topic()).isEqualTo(source.topic());
        assertThat(now.offset()).isGreaterThan(source.offset());
        assertThat(back.key()).isEqualTo(key.getBytes(UTF_8));
        assertThat(back.value()).isEqualTo(garbage);
        assertThat(back.headers().toArray())
                .extracting(header -> header.key() + "=" + new String(header.value(), UTF_8))
                .containsExactly("traceparent=abc", "reason=its own");

        List<DeadLetter> after = awaitLetters(2);
        assertThat(after.get(0).replayed()).isPresent();
        assertThat(after.get(1).source()).contains(now);
        assertThat(after.get(1).replayed()).isEmpty();
        assertThat(replay(false, letter.offset()).get(0).refusal().orElseThrow())
                .contains("replayed before");
        assertThat(replay(true, letter.offset()).get(0).now()).isPresent();
    }

    @Test
    void anUpdateThatTheStoreRefusesIsOneToo() throws Exception {
        DeadLetter.Source source = send(Topic.KVS, new byte[] {7, 7, 7}, "own", "header");

        DeadLetter letter = awaitLetters(1).get(0);
        assertThat(letter.source()).contains(source);
        DeadLetter.Source now = replay(false, letter.offset()).get(0).now().orElseThrow();

        assertThat(now.topic() + now.partition()).isEqualTo(source.topic() + source.partition());
        assertThat(read(now).value()).containsExactly(7, 7, 7);
        assertThat(read(now).headers().toArray()).hasSize(1);
    }

    @Test
    void whatCannotBeReplayedSaysWhy() throws Exception {
        byte[] huge = new byte[Topic.MAX_RECORD_BYTES - 300];
        DeadLetter.Source source = send(Topic.CALLS, huge);
        DeadLetter cut = awaitLetters(1).get(0);
        assertThat(cut.cut()).isTrue();
        assertThat(cut.valueBytes()).isEqualTo(huge.length);
        assertThat(cut.preview()).hasSize(DeadLetter.PREVIEW_BYTES);
        assertThat(replay(false, cut.offset()).get(0).refusal().orElseThrow())
                .contains("only the beginning", String.valueOf(huge.length), source.toString());

        DeadLetter.Source unsigned = send(Topic.DEAD_LETTERS, new byte[] {1});
        DeadLetter.Source foreign =
                send(Topic.DEAD_LETTERS, new byte[] {1}, "topic", "elsewhere", "partition", "0", "offset", "0");
        DeadLetter.Source nowhere = send(
                Topic.DEAD_LETTERS, new byte[] {1}, "topic", Topic.CALLS.topicName(), "partition", "99", "offset", "0");
        List<DeadLetters.Replayed> refused =
                replay(false, unsigned.offset(), foreign.offset(), nowhere.offset(), 1_000_000_000L);

        assertThat(refused).extracting(DeadLetters.Replayed::offset).last().isEqualTo(1_000_000_000L);
        assertThat(refused.stream().map(one -> one.refusal().orElseThrow()))
                .satisfiesExactly(
                        why -> assertThat(why).contains("does not say where it was"),
                        why -> assertThat(why).contains("'elsewhere'", "cloudburst.calls"),
                        why -> assertThat(why).contains("partition 99"),
                        why -> assertThat(why).contains("no dead letter at this offset"));
    }

    @Test
    void filtersAndLimitsSelect() throws Exception {
        for (int i = 0; i < 5; i++) {
            send(
                    Topic.DEAD_LETTERS,
                    new byte[] {(byte) i},
                    DeadLetterHeaders.REASON,
                    "Reason of " + key + " " + i % 2,
                    DeadLetterHeaders.TOPIC,
                    "topic of " + key,
                    DeadLetterHeaders.PARTITION,
                    "0",
                    DeadLetterHeaders.OFFSET,
                    "0");
        }
        DeadLetterFilter mine = DeadLetterFilter.ALL.withReason("reason OF " + key);
        List<DeadLetter> all = letters.list(mine, 10, TIMEOUT);

        assertThat(all).hasSize(5);
        assertThat(offsets(letters.list(DeadLetterFilter.ALL.withTopic("topic of " + key), 10, TIMEOUT)))
                .isEqualTo(offsets(all));
        assertThat(offsets(letters.list(mine, 2, TIMEOUT))).as("the newest").isEqualTo(offsets(all.subList(3, 5)));
        long second = all.get(1).offset();
        assertThat(offsets(letters.list(mine.withFrom(second), 2, TIMEOUT)))
                .as("the first from there")
                .isEqualTo(offsets(all.subList(1, 3)));
        assertThat(offsets(letters.list(DeadLetterFilter.ALL.withReason(key + " 1"), 10, TIMEOUT)))
                .isEqualTo(List.of(second, all.get(3).offset()));
    }

    private static List<Long> offsets(List<DeadLetter> letters) {
        return letters.stream().map(DeadLetter::offset).toList();
    }

    @Test
    void allThatMatchAreReplayedOnce() throws Exception {
        byte[] mine = ("garbage of " + key).getBytes(UTF_8);
        for (int i = 0; i < 3; i++) {
            send(Topic.CALLS, mine);
        }
        long first = awaitLetters(3).get(0).offset();
        String reason = awaitLetters(3).get(0).reason();
        DeadLetterFilter filter = DeadLetterFilter.ALL
                .withFrom(first)
                .withTopic(Topic.CALLS.topicName())
                .withReason(reason);

        List<DeadLetters.Replayed> replayed = new ArrayList<>();
        letters.replayAll(filter, TIMEOUT, replayed::add);

        assertThat(replayed).hasSize(3).allMatch(one -> one.now().isPresent());
        List<DeadLetter> after = awaitLetters(6);
        assertThat(after.subList(0, 3)).allMatch(letter -> letter.replayed().isPresent());
        replayed.clear();
        letters.replayAll(filter, TIMEOUT, replayed::add);
        assertThat(replayed).as("those that failed again").hasSize(3);
        awaitLetters(9);
    }
}
