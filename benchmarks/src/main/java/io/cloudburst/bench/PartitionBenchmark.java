package io.cloudburst.bench;

import io.cloudburst.kvs.StoreNodeSettings;
import io.cloudburst.kvs.rocks.PartitionStore;
import io.cloudburst.kvs.rocks.StoreMemory;
import io.cloudburst.stack.Directories;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One partition of the store with 100,000 keys of 100 bytes: merging a batch of the log, counting up one counter
 * by increments with operations, and reading a key; a time each update or key.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PartitionBenchmark {
    private static final int KEYS = 100_000;
    private static final int DRAWS = 1 << 20;
    private static final int BATCH = 500;

    /** A partition, owned by the benchmark's thread. */
    @State(Scope.Thread)
    public static class Partition {
        private final KeyDraw keys = KeyDraw.uniform(KEYS, DRAWS, new SplittableRandom(1));
        private final Updates updates = new Updates();
        private Path directory;
        private StoreMemory memory;
        private PartitionStore store;

        @Setup
        public void open() throws Exception {
            directory = Files.createTempDirectory("cloudburst-bench-");
            memory = new StoreMemory(StoreNodeSettings.DEFAULT_MEMORY_BYTES);
            store = PartitionStore.open(0, directory, memory, letter -> {}, new SplittableRandom(2));
            KeyDraw each = KeyDraw.each(KEYS, new SplittableRandom(3));
            for (int i = 0; i < KEYS; i += BATCH) {
                store.apply(updates.batch(each, BATCH));
            }
        }

        @TearDown
        public void close() throws Exception {
            store.close();
            memory.close();
            Directories.delete(directory);
        }
    }

    /** The next batch of the log, made anew for each invocation: an update is applied once only. */
    @State(Scope.Thread)
    public static class Batch {
        private List<ConsumerRecord<byte[], byte[]>> records;

        @Setup(Level.Invocation)
        public void make(Partition partition) {
            records = partition.updates.batch(partition.keys, BATCH);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long apply(Partition partition, Batch batch) {
        partition.store.apply(batch.records);
        return partition.store.applied();
    }

    /** The same of increments of one counter, none of which was there before. */
    @State(Scope.Thread)
    public static class Increments {
        private List<ConsumerRecord<byte[], byte[]>> records;

        @Setup(Level.Invocation)
        public void make(Partition partition) {
            records = partition.updates.increments(BATCH);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long count(Partition partition, Increments batch) {
        partition.store.apply(batch.records);
        return partition.store.applied();
    }

    @Benchmark
    public Object get(Partition partition) throws Exception {
        return partition.store.get(Updates.key(partition.keys.next()));
    }
}
