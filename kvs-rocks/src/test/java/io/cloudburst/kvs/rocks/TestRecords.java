package io.cloudburst.kvs.rocks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.protocol.OperationId;
import io.cloudburst.protocol.Purge;
import io.cloudburst.protocol.Topic;
import io.cloudburst.protocol.Update;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Records of the log as tests need them. */
final class TestRecords {
    private TestRecords() {}

    static ConsumerRecord<byte[], byte[]> update(long offset, String key, Lattice<?> delta) {
        return raw(offset, utf8(key), encodedUpdate(delta));
    }

    static ConsumerRecord<byte[], byte[]> raw(long offset, byte[] key, byte[] value) {
        return new ConsumerRecord<>(Topic.KVS.topicName(), 0, offset, key, value);
    }

    static byte[] encodedUpdate(Lattice<?> delta) {
        return Update.newBuilder()
                .setDelta(ByteString.copyFrom(LatticeCodec.encode(delta)))
                .build()
                .toByteArray();
    }

    /** Adds to a counter, by an operation or none. */
    static ConsumerRecord<byte[], byte[]> increment(long offset, String key, long n, OperationId operation) {
        return increment(offset, key, n, operation, offset);
    }

    static ConsumerRecord<byte[], byte[]> increment(
            long offset, String key, long n, OperationId operation, long timeMillis) {
        return of(offset, key, Update.newBuilder().setIncrement(n), operation, timeMillis);
    }

    /** Joins a delta into a key, by an operation or none. */
    static ConsumerRecord<byte[], byte[]> update(long offset, String key, Lattice<?> delta, OperationId operation) {
        return of(
                offset,
                key,
                Update.newBuilder().setDelta(ByteString.copyFrom(LatticeCodec.encode(delta))),
                operation,
                offset);
    }

    /** Numbered; of 0 there is none. */
    static OperationId operation(long number) {
        return number == 0 ? null : new OperationId(number * 0x9e3779b97f4a7c15L, number);
    }

    private static ConsumerRecord<byte[], byte[]> of(
            long offset, String key, Update.Builder update, OperationId operation, long timeMillis) {
        if (operation != null) {
            update.setOperation(operation.toByteString());
        }
        return at(offset, key, update.build().toByteArray(), timeMillis);
    }

    /** Takes a key away if its newest update is the named one, and it is dead at a time. */
    static ConsumerRecord<byte[], byte[]> purge(long offset, String key, long newest, long timeMillis) {
        byte[] value = Update.newBuilder()
                .setPurge(Purge.newBuilder().setNewest(newest))
                .build()
                .toByteArray();
        return at(offset, key, value, timeMillis);
    }

    private static ConsumerRecord<byte[], byte[]> at(long offset, String key, byte[] value, long timeMillis) {
        return new ConsumerRecord<>(
                Topic.KVS.topicName(),
                0,
                offset,
                timeMillis,
                TimestampType.CREATE_TIME,
                key.length(),
                value.length,
                utf8(key),
                value,
                new RecordHeaders(),
                Optional.empty());
    }

    /** A text written at a time by one writer. */
    static LastWriterWins text(long timestamp, String text) {
        return LastWriterWins.of(timestamp, 1, utf8(text));
    }

    static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    static Optional<Lattice<?>> read(PartitionStore store, String key) {
        try {
            return store.get(utf8(key)).map(stored -> LatticeCodec.decode(stored.encoded()));
        } catch (CorruptValueException e) {
            throw new AssertionError(e);
        }
    }
}
