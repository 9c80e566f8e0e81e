package io.cloudburst.kvs;

import com.google.protobuf.Message;
import io.cloudburst.kvs.rocks.CorruptValueException;
import io.cloudburst.kvs.rocks.PartitionStore;
import io.cloudburst.kvs.rocks.ScannedValue;
import io.cloudburst.kvs.rocks.StoredValue;
import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.protocol.Purge;
import io.cloudburst.protocol.Topic;
import io.cloudburst.protocol.Update;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for objects that are long dead, and asks the log to take them away: those that are deleted or have expired, and of which the
 * log has had nothing new since. It takes away nothing itself: every node of every replica set does so when it meets the record, at
 * the same place among the updates, and so all stay equal.
 *
 * <p>Each partition is gone through from time to time, a few keys at a time. Used by the follower's thread alone.
 */
final class Purges {
    private static final int ROUNDS_IN_TIME = 7;
    private static final int KEYS_AT_A_TIME = 256;
    private static final int BYTES_AT_A_TIME = 1 << 20;
    private static final byte[] ALL_KEYS = {};

    private static final Logger log = LoggerFactory.getLogger(Purges.class);

    private final Producer<byte[], byte[]> producer;
    private final Duration purgeAfter;
    private final Duration betweenRounds;
    private final RandomGenerator random;
    private final long beganMillis = System.currentTimeMillis();
    private final long beganNanos = System.nanoTime();
    // By partition.
    private final Map<Integer, Round> rounds = new HashMap<>();

    /** @param purgeAfter how long a value must have been dead */
    Purges(Producer<byte[], byte[]> producer, Duration purgeAfter, RandomGenerator random) {
        this.producer = producer;
        this.purgeAfter = purgeAfter;
        this.betweenRounds = purgeAfter.dividedBy(ROUNDS_IN_TIME);
        this.random = random;
    }

    /**
     * One time through a partition.
     *
     * @param beginsNanos when
     * @param deadAtMillis what is dead long enough was dead then
     * @param before the offset of the first update since then; null until the round begins
     * @param after the key up to which it has come; null at the beginning
     */
    private record Round(long beginsNanos, long deadAtMillis, CompletableFuture<Long> before, byte[] after) {
        static Round in(long nanos) {
            return new Round(System.nanoTime() + nanos, 0, null, null);
        }
    }

    /** Goes on with a partition, if it is time to. Called by the store's owner. */
    void step(PartitionStore store, Admin admin) {
        // Anywhere within the time between rounds, so that the replica sets don't all ask for the same.
        Round round = rounds.computeIfAbsent(
                store.partition(), partition -> Round.in(random.nextLong(betweenRounds.toNanos())));
        if (System.nanoTime() - round.beginsNanos() >= 0) {
            rounds.put(store.partition(), next(round, store, admin));
        }
    }

    private Round next(Round round, PartitionStore store, Admin admin) {
        if (round.before() == null) {
            long deadAt = nowMillis() - purgeAfter.toMillis();
            return new Round(round.beginsNanos(), deadAt, firstSince(deadAt, store, admin), null);
        }
        if (!round.before().isDone()) {
            return round;
        }
        try {
            byte[] last = look(round, store);
            return last == null
                    ? Round.in(betweenRounds.toNanos())
                    : new Round(round.beginsNanos(), round.deadAtMillis(), round.before(), last);
        } catch (CompletionException | CorruptValueException | KafkaException e) {
            log.warn(
                    "partition {}: not all that is dead can be purged now; the next round tries again",
                    store.partition(),
                    e);
            return Round.in(betweenRounds.toNanos());
        }
    }

    /** The earlier of two clocks: one that is set forward while this runs must not make live objects look long expired. */
    private long nowMillis() {
        return Math.min(
                System.currentTimeMillis(),
                beganMillis + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos));
    }

    /** Asked by the log's own times, not those in the values: writers may have put any time there. */
    private static CompletableFuture<Long> firstSince(long millis, PartitionStore store, Admin admin) {
        TopicPartition partition = new TopicPartition(Topic.KVS.topicName(), store.partition());
        long none = store.applied() + 1;
        return admin.listOffsets(Map.of(partition, OffsetSpec.forTimestamp(millis)))
                .partitionResult(partition)
                .toCompletionStage()
                .toCompletableFuture()
                .thenApply(first -> first.offset() < 0 ? none : first.offset());
    }

    /** The last key looked at, null if there are no more. */
    private byte[] look(Round round, PartitionStore store) throws CorruptValueException {
        List<ScannedValue> values =
                store.scan(ALL_KEYS, round.after(), KEYS_AT_A_TIME, BYTES_AT_A_TIME, Topic.MAX_RECORD_BYTES);
        for (ScannedValue value : values) {
            // An object is no larger than a record.
            Optional<StoredValue> stored = value.value();
            if (stored.isPresent()
                    && stored.get().offset() < round.before().join()
                    && wasDead(stored.get(), round.deadAtMillis())) {
                send(store.partition(), value.key(), stored.get().offset());
            }
        }
        return values.isEmpty() ? null : values.get(values.size() - 1).key();
    }

    private static boolean wasDead(StoredValue value, long millis) {
        return LatticeCodec.decode(value.encoded()) instanceof LastWriterWins object && !object.isLive(millis);
    }

    private void send(int partition, byte[] key, long newest) {
        Message update = Update.newBuilder()
                .setPurge(Purge.newBuilder().setNewest(newest))
                .build();
        producer.send(
                new ProducerRecord<>(Topic.KVS.topicName(), partition, key, update.toByteArray()),
                (metadata, failure) -> {
                    if (failure != null) {
                        log.warn("partition {}: a key was not purged; the next round asks again", partition, failure);
                    }
                });
    }
}
