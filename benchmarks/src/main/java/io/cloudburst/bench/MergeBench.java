package io.cloudburst.bench;

import io.cloudburst.bench.Measure.Target;
import io.cloudburst.kvs.StoreNodeSettings;
import io.cloudburst.kvs.rocks.PartitionStore;
import io.cloudburst.kvs.rocks.StoreMemory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One partition of the store without anything around it, beside RocksDB itself with the same settings, memory, keys, batches and
 * bytes. Both are filled with all keys first. A turn's time is that of its writes and of the flush of what it has written. Then the
 * compactions that it has brought about are waited for, so that they don't fall into the other's turn; the measures "compacted"
 * count that too.
 */
final class MergeBench {
    private static final int KEYS = 1_000_000;
    private static final int DRAWS = 1 << 20;
    private static final double SKEW = 0.99;
    /** As many as a poll of the log brings when a node is busy but keeps up; at most 2,000. */
    private static final int BATCH = 500;
    /** Merges, then so many reads. */
    private static final int MIXED_BATCH = 100;

    private static final long LONGEST_COMPACTION_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long MEMORY_BYTES = StoreNodeSettings.DEFAULT_MEMORY_BYTES;

    private final Report report;
    private final double secondsATurn;
    private final Updates updates = new Updates();
    private final KeyDraw uniform = KeyDraw.uniform(KEYS, DRAWS, new SplittableRandom(2));
    private final KeyDraw zipf = KeyDraw.zipf(KEYS, SKEW, DRAWS, new SplittableRandom(3));

    /** @param seconds for each case, of the store and of RocksDB */
    MergeBench(Report report, double seconds) {
        this.report = report;
        this.secondsATurn = seconds / Rounds.DEFAULT_COUNT;
    }

    /** Something that takes batches of the log and reads keys. */
    private interface Side {
        void write(List<ConsumerRecord<byte[], byte[]>> batch) throws Exception;

        /** @return whether the key has something */
        boolean read(byte[] key) throws Exception;

        /** Returns when what was written is on disk. */
        void flush() throws Exception;

        boolean isCompacting() throws Exception;
    }

    List<Measure> run(Path directory) throws Exception {
        Path partition = directory.resolve("partition");
        try (StoreMemory memory = new StoreMemory(MEMORY_BYTES);
                PartitionStore store =
                        PartitionStore.open(0, partition, memory, MergeBench::refused, new SplittableRandom(4));
                RawDatabase raw = new RawDatabase(directory.resolve("raw"), partition, MEMORY_BYTES)) {
            Side system = side(store);
            Side limit = side(raw);
            report.say("one partition: writing %,d keys to it and to RocksDB itself".formatted(KEYS));
            fill(system);
            fill(limit);
            report.say("one partition: merges and reads");
            List<Measure> measures = new ArrayList<>();
            measures.addAll(measures(
                    "merges, uniform",
                    "merges/s",
                    Target.atLeast(0.7),
                    Rounds.takeWarm(() -> write(system, uniform), () -> write(limit, uniform))));
            measures.addAll(measures(
                    "merges, zipf",
                    "merges/s",
                    Target.atLeast(0.7),
                    Rounds.takeWarm(() -> write(system, zipf), () -> write(limit, zipf))));
            measures.addAll(measures(
                    "half reads, half merges, zipf",
                    "operations/s",
                    Target.valueAtLeast(150_000),
                    Rounds.takeWarm(() -> mix(system), () -> mix(limit))));
            return measures;
        }
    }

    private static List<Measure> measures(String name, String unit, Target target, Rounds<Turn> rounds) {
        return List.of(
                rounds.measure(KvsBench.NAME, name, unit, Turn::perSecond, target),
                rounds.measure(KvsBench.NAME, name + ", compacted", unit, Turn::perSecondCompacted, Target.NONE));
    }

    /**
     * @param perSecond until what was written is on disk
     * @param perSecondCompacted until that is compacted too
     */
    private record Turn(double perSecond, double perSecondCompacted) {
        /** Ends a turn of so many operations, which have taken that long. */
        static Turn end(Side side, long operations, long nanos) throws Exception {
            long start = System.nanoTime();
            side.flush();
            double flushed = (nanos + System.nanoTime() - start) / 1e9;
            awaitCompacted(side);
            double compacted = (nanos + System.nanoTime() - start) / 1e9;
            return new Turn(operations / flushed, operations / compacted);
        }
    }

    /** There is nothing to wait on; a look costs nothing beside what is measured. */
    private static void awaitCompacted(Side side) throws Exception {
        long deadline = System.nanoTime() + LONGEST_COMPACTION_NANOS;
        while (side.isCompacting()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("compactions were not over in time");
            }
            LockSupport.parkNanos(100_000);
        }
    }

    private static void refused(Object letter) {
        throw new IllegalStateException("the store has refused an update: " + letter);
    }

    private static Side side(PartitionStore store) {
        return new Side() {
            @Override
            public void write(List<ConsumerRecord<byte[], byte[]>> batch) {
                store.apply(batch);
            }

            @Override
            public boolean read(byte[] key) throws Exception {
                return store.get(key).isPresent();
            }

            @Override
            public void flush() {
                store.flush(true);
            }

            @Override
            public boolean isCompacting() {
                return store.isCompacting();
            }
        };
    }

    private static Side side(RawDatabase raw) {
        return new Side() {
            @Override
            public void write(List<ConsumerRecord<byte[], byte[]>> batch) throws Exception {
                raw.put(batch);
            }

            @Override
            public boolean read(byte[] key) throws Exception {
                return raw.get(key) != null;
            }

            @Override
            public void flush() throws Exception {
                raw.flush();
            }

            @Override
            public boolean isCompacting() throws Exception {
                return raw.isCompacting();
            }
        };
    }

    /** Writes every key once; warms up on the way. */
    private void fill(Side side) throws Exception {
        KeyDraw each = KeyDraw.each(KEYS, new SplittableRandom(5));
        for (int i = 0; i < KEYS; i += BATCH) {
            side.write(updates.batch(each, BATCH));
        }
        side.flush();
        awaitCompacted(side);
    }

    /** Times the writing, not the making of what is written. */
    private Turn write(Side side, KeyDraw keys) throws Exception {
        long nanos = 0;
        long written = 0;
        while (nanos < secondsATurn * 1e9) {
            List<ConsumerRecord<byte[], byte[]>> batch = updates.batch(keys, BATCH);
            long start = System.nanoTime();
            side.write(batch);
            nanos += System.nanoTime() - start;
            written += batch.size();
        }
        return Turn.end(side, written, nanos);
    }

    private Turn mix(Side side) throws Exception {
        long nanos = 0;
        long done = 0;
        byte[][] keys = new byte[MIXED_BATCH][];
        while (nanos < secondsATurn * 1e9) {
            List<ConsumerRecord<byte[], byte[]>> batch = updates.batch(zipf, MIXED_BATCH);
            for (int i = 0; i < keys.length; i++) {
                keys[i] = Updates.key(zipf.next());
            }
            long start = System.nanoTime();
            side.write(batch);
            for (byte[] key : keys) {
                if (!side.read(key)) {
                    throw new IllegalStateException("a key that was written has nothing");
                }
            }
            nanos += System.nanoTime() - start;
            done += batch.size() + keys.length;
        }
        return Turn.end(side, done, nanos);
    }
}
