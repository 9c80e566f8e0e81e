package io.cloudburst.sdk.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class FirstRecordsTest {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final List<String> sent = new ArrayList<>();
    private final List<Callback> callbacks = new ArrayList<>();
    /** What callers are told, in its order. */
    private final List<String> told = new ArrayList<>();

    private boolean closed;
    private final FirstRecords records = new FirstRecords(this::send, LONGEST);

    private Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        sent.add(new String(record.key(), UTF_8));
        callbacks.add(callback);
        return new CompletableFuture<>();
    }

    @Test
    void thoseBehindTheFirstWaitForIt() {
        send("a", "b", "c");
        assertThat(sent).containsExactly("a");
        assertThat(records.areKnown()).isFalse();

        taken(0);

        assertThat(sent).containsExactly("a", "b", "c");
        assertThat(records.areKnown()).isTrue();
        taken(1);
        taken(2);
        assertThat(told).containsExactly("a", "b", "c");
    }

    @Test
    void nobodyWaitsOnceOneIsThere() {
        send("a");
        taken(0);

        send("b", "c");

        assertThat(sent).containsExactly("a", "b", "c");
    }

    @Test
    void whereTheFirstFailsTheNextOneIsTheFirst() {
        send("a", "b", "c");

        failed(0, new RecordTooLargeException());
        assertThat(sent).containsExactly("a", "b");
        assertThat(records.areKnown()).isFalse();
        taken(1);

        assertThat(sent).containsExactly("a", "b", "c");
        assertThat(told).containsExactly("a: RecordTooLargeException", "b");
    }

    @Test
    void whoHasWaitedForTooLongIsToldSo() {
        FirstRecords impatient = new FirstRecords(this::send, Duration.ZERO);
        Future<RecordMetadata> first = impatient.send(record("a", 1), tell("a"));
        Future<RecordMetadata> second = impatient.send(record("b", 1), tell("b"));

        failed(0, new TimeoutException());

        assertThat(told).containsExactly("a: TimeoutException", "b: TimeoutException");
        assertThat(first).isNotDone();
        assertThat(second)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withRootCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void whatIsMuchDoesNotWait() {
        send("a");
        records.send(record("large", FirstRecords.MOST_BYTES), null);
        assertThat(sent).containsExactly("a", "large");
    }

    @Test
    void aClosedProducerTellsAll() {
        send("a", "b", "c");
        closed = true;

        failed(0, new TimeoutException());

        assertThat(told).containsExactly("a: TimeoutException", "b: IllegalStateException", "c: IllegalStateException");
        assertThatThrownBy(() -> send("d")).isInstanceOf(IllegalStateException.class);
        closed = false;
        send("e");
        assertThat(sent).containsExactly("a", "e");
    }

    private void send(String... keys) {
        for (String key : keys) {
            records.send(record(key, 1), tell(key));
        }
    }

    private Callback tell(String key) {
        return (metadata, failure) ->
                told.add(failure == null ? key : key + ": " + failure.getClass().getSimpleName());
    }

    private static ProducerRecord<byte[], byte[]> record(String key, int bytes) {
        return new ProducerRecord<>("topic", 0, key.getBytes(UTF_8), new byte[bytes]);
    }

    private void taken(int which) {
        callbacks.get(which).onCompletion(new RecordMetadata(new TopicPartition("topic", 0), which, 0, 0, 1, 1), null);
    }

    private void failed(int which, Exception why) {
        callbacks.get(which).onCompletion(null, why);
    }
}
