package io.cloudburst.client;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.Topic;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.deadline.Monotonic;
import io.cloudburst.sdk.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;

/** Looks for the records of one call: its reply, and the call itself, from when the call was made. */
final class KafkaRecordSearch implements AutoCloseable {
    /** Clocks of clients and servers may differ by so much. */
    private static final long CLOCK_SKEW_MILLIS = Duration.ofMinutes(1).toMillis();

    /** A call is sent when its id is made, or as soon as its arguments are there. */
    private static final long SENT_WITHIN_MILLIS = Duration.ofMinutes(2).toMillis();

    /** What is in the log already may be read for so long, even if nobody wants to wait for more. */
    private static final long READING_MILLIS = 10_000;

    private final KafkaSettings kafka;
    private final String clientId;
    private volatile boolean closed;

    KafkaRecordSearch(KafkaSettings kafka, String clientId) {
        this.kafka = kafka;
        this.clientId = clientId;
    }

    /** See {@link Transport#findReply}. */
    Optional<byte[]> find(String callId, int number, long madeAt, long deadline) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            String topic = Topic.REPLIES.topicName();
            if (number < 0 || number >= consumer.partitionsFor(topic).size()) {
                throw new CloudburstException(
                        ErrorCode.INVALID_ARGUMENT,
                        "call id '%s' names a reply partition that does not exist".formatted(callId));
            }
            return search(
                    consumer,
                    new TopicPartition(topic, number),
                    callId,
                    madeAt,
                    deadline,
                    record -> true,
                    record -> false);
        } catch (KafkaException e) {
            throw unreadable("the reply to call", callId, e);
        }
    }

    /** See {@link Transport#findCall}. */
    Optional<byte[]> findCall(String callId, long madeAt, long deadline) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            String topic = Topic.CALLS.topicName();
            int partitions = consumer.partitionsFor(topic).size();
            // As the producer's partitioner has it; in another one if it was sent before there were as many.
            int first = Utils.toPositive(Utils.murmur2(key(callId))) % partitions;
            for (int i = 0; i < partitions; i++) {
                Optional<byte[]> call = search(
                        consumer,
                        new TopicPartition(topic, (first + i) % partitions),
                        callId,
                        madeAt,
                        Math.min(deadline, madeAt),
                        record -> !isLetter(record.value()),
                        record -> record.timestamp() > madeAt + SENT_WITHIN_MILLIS);
                if (call.isPresent()) {
                    return call;
                }
            }
            return Optional.empty();
        } catch (KafkaException e) {
            throw unreadable("call", callId, e);
        }
    }

    /** A message to the function may be there before its call is, under the same key. */
    private static boolean isLetter(byte[] record) {
        try {
            return Call.parseFrom(record).hasLetter();
        } catch (InvalidProtocolBufferException e) {
            return false;
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(kafka.consumer(clientId), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Reads what there is, and then what comes until the deadline; ends at a record that is too late. */
    private Optional<byte[]> search(
            KafkaConsumer<byte[], byte[]> consumer,
            TopicPartition partition,
            String callId,
            long madeAt,
            long deadline,
            Predicate<ConsumerRecord<byte[], byte[]>> wanted,
            Predicate<ConsumerRecord<byte[], byte[]>> tooLate) {
        byte[] key = key(callId);
        consumer.assign(List.of(partition));
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        OffsetAndTimestamp from = consumer.offsetsForTimes(Map.of(partition, Math.max(0, madeAt - CLOCK_SKEW_MILLIS)))
                .get(partition);
        long position = from == null ? end : from.offset();
        consumer.seek(partition, position);
        long waitUntil = Monotonic.of(deadline);
        long readUntil = Math.max(waitUntil, Monotonic.millis() + READING_MILLIS);
        while (!closed && Monotonic.millis() < (position < end ? readUntil : waitUntil)) {
            for (ConsumerRecord<byte[], byte[]> log : consumer.poll(Duration.ofMillis(100))) {
                if (Arrays.equals(key, log.key()) && log.value() != null && wanted.test(log)) {
                    return Optional.of(log.value());
                }
                if (tooLate.test(log)) {
                    return Optional.empty();
                }
            }
            position = consumer.position(partition);
        }
        return Optional.empty();
    }

    private static byte[] key(String callId) {
        return callId.getBytes(StandardCharsets.US_ASCII);
    }

    private static CloudburstException unreadable(String what, String callId, KafkaException e) {
        return new CloudburstException(
                ErrorCode.UNAVAILABLE, "%s %s cannot be read: %s".formatted(what, callId, e.getMessage()), e);
    }

    @Override
    public void close() {
        closed = true;
    }
}
