package io.cloudburst.bench;

import com.google.protobuf.UnsafeByteOperations;
import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.protocol.OperationId;
import io.cloudburst.protocol.Topic;
import io.cloudburst.protocol.Update;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Writes of objects of {@value #VALUE_BYTES} random bytes under numbered keys, each later than the one before. Used by one thread. */
final class Updates {
    static final int VALUE_BYTES = 100;

    private static final long WRITER = 1;
    private static final int KEY_DIGITS = 8;

    private final RandomGenerator random = new SplittableRandom(1);
    private long writes;

    /** The key of a number, in UTF-8; all are of one length. */
    static byte[] key(int number) {
        byte[] key = new byte[KEY_DIGITS + 1];
        key[0] = 'k';
        int rest = number;
        for (int i = KEY_DIGITS; i > 0; i--) {
            key[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return key;
    }

    static String keyText(int number) {
        return new String(key(number), StandardCharsets.US_ASCII);
    }

    /** The next write. */
    LastWriterWins next() {
        byte[] value = new byte[VALUE_BYTES];
        random.nextBytes(value);
        return LastWriterWins.of(++writes, WRITER, value);
    }

    /** A write as a record of the store's log has it. */
    static byte[] encode(Lattice<?> delta) {
        return Update.newBuilder()
                .setDelta(UnsafeByteOperations.unsafeWrap(LatticeCodec.encode(delta)))
                .build()
                .toByteArray();
    }

    /** So many writes as the log's follower hands them on, with rising offsets. */
    List<ConsumerRecord<byte[], byte[]>> batch(KeyDraw keys, int size) {
        List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            byte[] update = encode(next());
            batch.add(new ConsumerRecord<>(Topic.KVS.topicName(), 0, writes, key(keys.next()), update));
        }
        return batch;
    }

    /** So many increments of one counter, each by an operation of its own. */
    List<ConsumerRecord<byte[], byte[]>> increments(int size) {
        List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>(size);
        byte[] key = keyText(0).concat(" counter").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < size; i++) {
            byte[] update = Update.newBuilder()
                    .setIncrement(1)
                    .setOperation(new OperationId(random.nextLong(), random.nextLong()).toByteString())
                    .build()
                    .toByteArray();
            batch.add(new ConsumerRecord<>(Topic.KVS.topicName(), 0, ++writes, key, update));
        }
        return batch;
    }
}
