package io.cloudburst.kvs.rocks;

import static io.cloudburst.kvs.rocks.TestRecords.increment;
import static io.cloudburst.kvs.rocks.TestRecords.operation;
import static io.cloudburst.kvs.rocks.TestRecords.purge;
import static io.cloudburst.kvs.rocks.TestRecords.raw;
import static io.cloudburst.kvs.rocks.TestRecords.read;
import static io.cloudburst.kvs.rocks.TestRecords.text;
import static io.cloudburst.kvs.rocks.TestRecords.update;
import static io.cloudburst.kvs.rocks.TestRecords.utf8;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cloudburst.lattices.Dot;
import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.lattices.OrSet;
import io.cloudburst.lattices.UpDownCounter;
import io.cloudburst.protocol.Update;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** Updates that repeat an operation. */
class OperationsTest {
    private static final int WINDOW_MILLIS = 1_000;
    private static final int SPLIT_BYTES = 2_000;

    @TempDir
    private Path directory;

    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private StoreMemory memory;
    private PartitionStore store;

    @BeforeEach
    void openStore() {
        memory = new StoreMemory(StoreMemory.MIN_BYTES);
        store = open("partition-0");
    }

    @AfterEach
    void closeStore() {
        store.close();
        memory.close();
    }

    private PartitionStore open(String name) {
        return PartitionStore.open(
                0,
                directory.resolve(name),
                memory,
                deadLetters::add,
                new SplittableRandom(1),
                SPLIT_BYTES,
                Duration.ofMillis(WINDOW_MILLIS));
    }

    private long count(String key) {
        return read(store, key)
                .map(counter -> ((UpDownCounter) counter).value())
                .orElseThrow();
    }

    @Test
    void anOperationCountsOnceInABatchAndOverBatches() {
        store.apply(List.of(
                increment(0, "a", 5, operation(1)),
                increment(1, "a", 5, operation(1)),
                increment(2, "a", 3, operation(2))));
        store.apply(List.of(increment(3, "a", 5, operation(1)), increment(4, "a", -1, operation(3))));
        store.apply(List.of(increment(5, "a", 5, operation(1))));

        assertThat(count("a")).isEqualTo(7);
        assertThat(store.applied()).isEqualTo(5);
        assertThat(deadLetters).isEmpty();
    }

    @Test
    void anUpdateWithoutOneCountsEachTime() {
        store.apply(List.of(increment(0, "a", 5, null), increment(1, "a", 5, null)));

        assertThat(count("a")).isEqualTo(10);
    }

    @Test
    void aRepeatedWriteOfAnObjectDoesNotWinOverWhatCameBetween() {
        store.apply(List.of(update(0, "a", text(1, "first"), operation(1))));
        store.apply(List.of(update(1, "a", text(2, "between"), operation(2))));
        store.apply(List.of(update(2, "a", text(3, "first"), operation(1))));

        assertThat(read(store, "a")).contains(text(2, "between"));
    }

    @Test
    void chainsWithIncrementsAreFolded() {
        for (int i = 0; i < 2_000; i++) {
            store.apply(List.of(increment(i, "a", 1, operation(1 + i))));
        }
        assertThat(store.chainLength(utf8("a"))).isLessThan(4 * FoldSchedule.EVERY);
        while (store.tidy(10)) {}

        assertThat(store.chainLength(utf8("a"))).isEqualTo(1);
        assertThat(count("a")).isEqualTo(2_000);
    }

    @Test
    void anOperationIsKnownForAWindowAtLeastAndNotForEver() {
        store.apply(List.of(increment(0, "a", 1, operation(1), 10_000)));
        // Keeps the log's time going.
        store.apply(List.of(increment(1, "b", 1, operation(2), 10_000 + WINDOW_MILLIS - 1)));
        store.apply(List.of(increment(2, "a", 1, operation(1), 10_000 + WINDOW_MILLIS)));
        assertThat(count("a")).isEqualTo(1);
        // Repeated now, it is known for longer; the other is not.
        store.apply(List.of(
                increment(3, "b", 1, operation(3), 10_000 + 2 * WINDOW_MILLIS),
                increment(4, "a", 1, operation(1), 10_000 + 2 * WINDOW_MILLIS),
                increment(5, "b", 1, operation(2), 10_000 + 2 * WINDOW_MILLIS)));

        assertThat(count("a")).isEqualTo(1);
        assertThat(count("b")).isEqualTo(3);
    }

    @Test
    void howeverLongNothingComesTheLastOperationsAreKnown() {
        store.apply(List.of(increment(0, "a", 1, operation(1), 10_000)));
        store.apply(List.of(increment(1, "a", 1, operation(1), 10_000 + 100 * WINDOW_MILLIS)));

        assertThat(count("a")).isEqualTo(1);
    }

    @Test
    void aTimestampFarOffDoesNotKeepOperationsForEver() {
        store.apply(List.of(increment(0, "a", 1, operation(1), Long.MAX_VALUE)));
        for (int i = 1; i < 4; i++) {
            store.apply(List.of(increment(i, "a", 1, operation(1 + i), i * WINDOW_MILLIS)));
        }
        store.apply(List.of(increment(4, "a", 1, operation(1), 4 * WINDOW_MILLIS)));

        assertThat(count("a")).isEqualTo(5);
    }

    @Test
    void whatIsOlderIsDeleted() {
        int generations = 20;
        int each = 1_000;
        for (int i = 0; i < generations * each; i++) {
            store.apply(List.of(increment(i, "a", 1, operation(1 + i), i * (long) WINDOW_MILLIS / each)));
            if (i % each == each / 2) {
                store.flush(true);
            }
        }
        store.close();

        try (PartitionDatabase database = PartitionDatabase.open(directory.resolve("partition-0"), memory)) {
            assertThat(database.countOperations()).isBetween(each, 2 * each);
        }
        store = open("partition-0");
        assertThat(count("a")).isEqualTo(generations * each);
    }

    @Test
    void operationsAreKnownAfterOpeningAgain() {
        store.apply(List.of(increment(0, "a", 1, operation(1))));
        store.close();

        store = open("partition-0");
        store.apply(List.of(increment(1, "a", 1, operation(1)), increment(2, "a", 1, operation(2))));

        assertThat(count("a")).isEqualTo(2);
    }

    @Test
    void aCrashForgetsOperationsTogetherWithWhatTheyDid() throws Exception {
        store.apply(List.of(increment(0, "a", 1, operation(1))));
        store.flush(true);
        List<ConsumerRecord<byte[], byte[]>> lost =
                List.of(increment(1, "a", 1, operation(1)), increment(2, "a", 1, operation(2)));
        store.apply(lost);

        Path crashed = directory.resolve("crashed");
        try (Stream<Path> files = Files.walk(directory.resolve("partition-0"))) {
            for (Path file : files.toList()) {
                Files.copy(
                        file, crashed.resolve(directory.resolve("partition-0").relativize(file)));
            }
        }
        store.close();
        store = open("crashed");
        assertThat(count("a")).isEqualTo(1);
        store.apply(lost);

        assertThat(count("a")).isEqualTo(2);
    }

    @Test
    void operationsAreInBackups() {
        store.apply(List.of(increment(0, "a", 1, operation(1))));
        store.follow("log-1");
        store.checkpoint(directory.resolve("copy"));
        PartitionBackups backups = new PartitionBackups(directory.resolve("backups"));
        PartitionBackups.Backup backup = backups.add(directory.resolve("copy"), memory, 1);
        backups.restore(backup, directory.resolve("restored"), memory);
        store.close();

        store = open("restored");
        store.apply(List.of(increment(1, "a", 1, operation(1)), increment(2, "a", 1, operation(2))));

        assertThat(count("a")).isEqualTo(2);
    }

    @Test
    void aSetInPartsLeavesOutRepetitionsToo() {
        OrSet expected = OrSet.empty();
        for (int i = 0; i < 200; i++) {
            OrSet add = OrSet.add(new Dot(1, 1 + i), utf8("element " + i + "x".repeat(30)));
            expected = expected.merge(add);
            store.apply(List.of(update(i, "set", add, operation(1 + i))));
        }
        assertThat(store.parts(utf8("set"))).isPositive();
        byte[] first = utf8("element 0" + "x".repeat(30));
        OrSet removal = expected.remove(first);
        store.apply(List.of(update(200, "set", removal, operation(300))));
        // Run again, the add has a dot of its own.
        store.apply(List.of(update(201, "set", OrSet.add(new Dot(2, 1), first), operation(1))));

        assertThat(read(store, "set")).contains(expected.merge(removal));
    }

    @Test
    void anIncrementOfWhatIsNoCounterIsRefused() throws Exception {
        store.apply(List.of(update(0, "a", text(1, "text"))));
        store.apply(List.of(increment(1, "a", 5, operation(1)), increment(2, "a", -2, operation(2))));
        while (store.tidy(10)) {}

        assertThat(read(store, "a")).contains(text(1, "text"));
        assertThat(deadLetters).singleElement().satisfies(letter -> {
            assertThat(Update.parseFrom(letter.value()).getIncrement()).isEqualTo(3);
            assertThat(letter.offset()).isEqualTo(2);
            assertThat(letter.reason()).contains("up-down-counter").contains("has a last-writer-wins");
        });
    }

    @Test
    void anOperationOfAnotherLengthIsRefused() {
        byte[] update = Update.newBuilder()
                .setIncrement(1)
                .setOperation(ByteString.copyFrom(new byte[15]))
                .build()
                .toByteArray();
        store.apply(List.of(raw(0, utf8("a"), update), increment(1, "a", 1, operation(1))));

        assertThat(count("a")).isEqualTo(1);
        assertThat(deadLetters).singleElement().satisfies(letter -> {
            assertThat(letter.value()).isEqualTo(update);
            assertThat(letter.reason()).contains("15 bytes").contains("16");
        });
    }

    @Test
    void aPurgedKeyDoesNotComeBackWithARepetition() {
        store.apply(List.of(
                update(0, "a", text(1, "text"), operation(1)),
                update(1, "a", LastWriterWins.deleted(2, 1), operation(2)),
                purge(2, "a", 1, 10)));
        assertThat(read(store, "a")).isEmpty();

        store.apply(List.of(update(3, "a", text(3, "text"), operation(1))));

        assertThat(read(store, "a")).isEmpty();
    }

    @Test
    void aStoreFromBeforeThereWereOperationsIsTakenOver() throws Exception {
        store.apply(List.of(update(0, "a", UpDownCounter.of(1, 10, 0))));
        store.close();
        dropFamily("operations");

        store = open("partition-0");
        store.apply(List.of(increment(1, "a", 1, operation(1)), increment(2, "a", 1, operation(1))));

        assertThat(count("a")).isEqualTo(11);
    }

    private void dropFamily(String name) throws RocksDBException {
        String path = directory.resolve("partition-0").toString();
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try (Options plain = new Options();
                ColumnFamilyOptions idle = new ColumnFamilyOptions().setDisableAutoCompactions(true);
                DBOptions options = new DBOptions()) {
            List<ColumnFamilyDescriptor> families = RocksDB.listColumnFamilies(plain, path).stream()
                    .map(family -> new ColumnFamilyDescriptor(family, idle))
                    .toList();
            try (RocksDB db = RocksDB.open(options, path, families, handles)) {
                for (ColumnFamilyHandle handle : handles) {
                    if (new String(handle.getName(), UTF_8).equals(name)) {
                        db.dropColumnFamily(handle);
                    }
                    handle.close();
                }
            }
        }
    }

    /** Replicas with batches of their own, which are closed and opened again, against a plain model. */
    @RepeatedTest(5)
    void replicasAgreeOnWhatIsRepeated() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            // Now and then an hour off.
            long time = 10_000 + i * 2 + random.nextInt(50) + (random.nextInt(300) == 0 ? 3_600_000 : 0);
            String key = "key " + random.nextInt(10);
            var operation = operation(random.nextInt(4) == 0 ? 0 : 1 + Math.max(0, i - random.nextInt(900)) / 3);
            switch (random.nextInt(8)) {
                case 0 -> log.add(update(i, key, text(i, "text " + i), operation));
                case 1 -> log.add(update(i, key, UpDownCounter.of(Shift.LOG, random.nextInt(50), 3), operation));
                case 2 -> log.add(update(i, key, UpDownCounter.of(7, i, 0), operation));
                default -> log.add(increment(i, key, random.nextInt(-3, 9), operation, time));
            }
        }
        List<Optional<StoredValue>> one = applyInBatches(log, "one", random, 1);
        List<Optional<StoredValue>> two = applyInBatches(log, "two", random, 200);

        assertThat(one).as("seed %d", seed).isEqualTo(two);
    }

    private List<Optional<StoredValue>> applyInBatches(
            List<ConsumerRecord<byte[], byte[]>> log, String name, SplittableRandom random, int largestBatch)
            throws CorruptValueException {
        PartitionStore replica = open(name);
        for (int i = 0; i < log.size(); ) {
            int end = Math.min(log.size(), i + 1 + random.nextInt(largestBatch));
            replica.apply(log.subList(i, end));
            i = end;
            if (random.nextInt(10) == 0) {
                replica.tidy(random.nextInt(20) + 1);
            }
            if (random.nextInt(50) == 0 && largestBatch > 1) {
                replica.close();
                replica = open(name);
            }
        }
        List<Optional<StoredValue>> values = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            values.add(replica.get(utf8("key " + i)));
        }
        replica.close();
        return values;
    }

    @Test
    void aWatcherIsToldTotalsThatItCanJoinMoreThanOnce() {
        List<Lattice<?>> told = new ArrayList<>();
        store.watch(utf8("a"), new JoiningWatcher(told));
        UpDownCounter joined = UpDownCounter.zero();
        for (int i = 0; i < 100; i += 2) {
            store.apply(
                    List.of(increment(i, "a", 3, operation(1 + i)), update(i + 1, "a", UpDownCounter.of(1, i + 1, 0))));
        }
        for (Lattice<?> delta : told) {
            joined = joined.merge((UpDownCounter) delta).merge((UpDownCounter) delta);
        }

        assertThat(read(store, "a")).contains(joined);
        assertThat(joined.value()).isEqualTo(50 * 3 + 99);
    }

    private record JoiningWatcher(List<Lattice<?>> told) implements KeyWatcher {
        @Override
        public void changed(int partition, byte[] key, StoredValue delta) {
            told.add(LatticeCodec.decode(delta.encoded()));
        }

        @Override
        public void purged(int partition, byte[] key) {
            throw new AssertionError("purged");
        }

        @Override
        public void applied(int partition, long offset) {}

        @Override
        public void closed(int partition) {}
    }
}
