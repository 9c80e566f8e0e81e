package io.cloudburst.bench;

import io.cloudburst.bench.Measure.Target;
import io.cloudburst.kvs.StoreNodeSettings;
import io.cloudburst.kvs.rocks.PartitionStore;
import io.cloudburst.kvs.rocks.StoreMemory;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** One partition of the store without anything around it, beside RocksDB itself with the same settings, batches and bytes. */
final class MergeBench {
    private static final int KEYS = 1_000_000;
    private static final int DRAWS = 1 << 20;
    private static final double SKEW = 0.99;
    /** As many as a poll of the log brings when a node is busy but keeps up; at most 2,000. */
    private static final int BATCH = 500;
    /** Merges, then so many reads. */
    private static final int MIXED_BATCH = 100;

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
            Rounds<Double> uniformMerges =
                    Rounds.takeWarm(() -> writesPerSecond(system, uniform), () -> writesPerSecond(limit, uniform));
            Rounds<Double> zipfMerges =
                    Rounds.takeWarm(() -> writesPerSecond(system, zipf), () -> writesPerSecond(limit, zipf));
            Rounds<Double> mixed = Rounds.takeWarm(() -> mixedPerSecond(system), () -> mixedPerSecond(limit));
            return List.of(
                    uniformMerges.measure(
                            KvsBench.NAME, "merges, uniform", "merges/s", Double::doubleValue, Target.atLeast(0.7)),
                    zipfMerges.measure(
                            KvsBench.NAME, "merges, zipf", "merges/s", Double::doubleValue, Target.atLeast(0.7)),
                    mixed.measure(
                            KvsBench.NAME,
                            "half reads, half merges, zipf",
                            "operations/s",
                            Double::doubleValue,
                            Target.valueAtLeast(150_000)));
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
        };
    }

    /** Writes every key once; warms up on the way. */
    private void fill(Side side) throws Exception {
        KeyDraw each = KeyDraw.each(KEYS, new SplittableRandom(5));
        for (int i = 0; i < KEYS; i += BATCH) {
            side.write(updates.batch(each, BATCH));
        }
        side.flush();
    }

    /** Times the writing and the flush, which would fall into the other's turn; not the making of what is written. */
    private double writesPerSecond(Side side, KeyDraw keys) throws Exception {
        long nanos = 0;
        long written = 0;
        while (nanos < secondsATurn * 1e9) {
            List<ConsumerRecord<byte[], byte[]>> batch = updates.batch(keys, BATCH);
            long start = System.nanoTime();
            side.write(batch);
            nanos += System.nanoTime() - start;
            written += batch.size();
        }
        return written / ((nanos + flushNanos(side)) / 1e9);
    }

    private double mixedPerSecond(Side side) throws Exception {
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
        return done / ((nanos + flushNanos(side)) / 1e9);
    }

    private static long flushNanos(Side side) throws Exception {
        long start = System.nanoTime();
        side.flush();
        return System.nanoTime() - start;
    }
}
