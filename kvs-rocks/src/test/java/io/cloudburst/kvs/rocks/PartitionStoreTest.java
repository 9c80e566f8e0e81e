package io.cloudburst.kvs.rocks;

import static io.cloudburst.kvs.rocks.TestRecords.raw;
import static io.cloudburst.kvs.rocks.TestRecords.read;
import static io.cloudburst.kvs.rocks.TestRecords.text;
import static io.cloudburst.kvs.rocks.TestRecords.update;
import static io.cloudburst.kvs.rocks.TestRecords.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudburst.lattices.GrowOnlySet;
import io.cloudburst.lattices.Max;
import io.cloudburst.protocol.Update;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionStoreTest {
    @TempDir
    private Path directory;

    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private StoreMemory memory;
    private PartitionStore store;

    @BeforeEach
    void openStore() {
        memory = new StoreMemory(StoreMemory.MIN_BYTES);
        store = open(directory.resolve("partition-0"));
    }

    @AfterEach
    void closeStore() {
        store.close();
        memory.close();
    }

    private PartitionStore open(Path partitionDirectory) {
        return PartitionStore.open(0, partitionDirectory, memory, deadLetters::add, new SplittableRandom(1));
    }

    @Test
    void anEmptyStoreHasAppliedNothingAndHasNoKeys() {
        assertThat(store.applied()).isEqualTo(PartitionStore.NOTHING_APPLIED);
        assertThat(read(store, "a")).isEmpty();
    }

    @Test
    void updatesOfABatchAndOfSeveralBatchesAreJoined() throws Exception {
        store.apply(List.of(
                update(0, "a", text(1, "first")), update(1, "b", text(1, "other")), update(2, "a", text(3, "third"))));
        store.apply(List.of(update(3, "a", text(2, "second"))));

        assertThat(read(store, "a")).contains(text(3, "third"));
        assertThat(read(store, "b")).contains(text(1, "other"));
        assertThat(store.applied()).isEqualTo(3);
        assertThat(store.get(utf8("a")).orElseThrow().offset()).isEqualTo(3);
    }

    @Test
    void recordsThatAreDeliveredAgainAreLeftOut() {
        List<ConsumerRecord<byte[], byte[]>> garbage = List.of(raw(0, utf8("a"), utf8("garbage")));
        store.apply(garbage);
        store.apply(garbage);

        assertThat(deadLetters).hasSize(1);
        assertThat(store.applied()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"no CURRENT", "no manifest", "CURRENT is garbage"})
    void tablesWithoutWhatNamesThemAreDamagedAndStay(String damage) throws Exception {
        Path other = directory.resolve("partition-1");
        try (PartitionStore written = open(other)) {
            written.apply(List.of(update(0, "a", text(1, "x"))));
            written.flush(true);
        }
        Path current = other.resolve("CURRENT");
        switch (damage) {
            case "no CURRENT" -> Files.delete(current);
            case "no manifest" ->
                Files.delete(other.resolve(Files.readString(current).strip()));
            default -> Files.write(current, new byte[] {0, -1, 7});
        }
        List<Path> tables = tables(other);

        assertThatThrownBy(() -> open(other))
                .isInstanceOf(DamagedPartitionException.class)
                .hasMessageContaining("it has tables, but no manifest that CURRENT names");
        assertThat(tables(other)).isEqualTo(tables).isNotEmpty();
    }

    private static List<Path> tables(Path partition) throws IOException {
        try (Stream<Path> files = Files.list(partition)) {
            return files.filter(file -> file.toString().endsWith(".sst"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void anEmptyBatchChangesNothing() {
        store.apply(List.of());

        assertThat(store.applied()).isEqualTo(PartitionStore.NOTHING_APPLIED);
    }

    @Test
    void chainsStayShortHoweverManyUpdatesAKeyGets() {
        List<String> keys = List.of("a", "b", "c");
        for (int i = 0; i < 3_000; i++) {
            store.apply(List.of(update(i, keys.get(i % keys.size()), text(i, "value " + i))));
        }
        for (int i = 0; i < keys.size(); i++) {
            assertThat(read(store, keys.get(i))).contains(text(2_997 + i, "value " + (2_997 + i)));
        }
        assertThat(store.chainLength(utf8("a"))).isLessThan(4 * FoldSchedule.EVERY);
    }

    @Test
    void tidyingFoldsWhatWasMerged() {
        store.apply(List.of(update(0, "a", text(1, "x")), update(1, "b", text(1, "x"))));
        store.apply(List.of(update(2, "a", text(2, "y")), update(3, "b", text(2, "y"))));
        assertThat(store.chainLength(utf8("a"))).isEqualTo(2);

        while (store.tidy(1)) {}

        assertThat(store.chainLength(utf8("a"))).isEqualTo(1);
        assertThat(store.chainLength(utf8("b"))).isEqualTo(1);
        assertThat(read(store, "a")).contains(text(2, "y"));
        assertThat(store.applied()).isEqualTo(3);
    }

    @Test
    void malformedRecordsAreRefusedAndCountedAndTheOthersGoOn() {
        byte[] emptyUpdate = Update.getDefaultInstance().toByteArray();
        store.apply(List.of(
                update(0, "a", text(1, "good")),
                raw(1, utf8("a"), utf8("garbage")),
                raw(2, null, TestRecords.encodedUpdate(text(1, "x"))),
                raw(3, utf8("a"), null),
                raw(4, new byte[] {(byte) 0xff, 0}, TestRecords.encodedUpdate(text(1, "x"))),
                raw(5, utf8("a"), emptyUpdate),
                update(6, "b", text(1, "good too")),
                raw(7, utf8("b"), new byte[] {0x0a, 0x7f})));

        assertThat(store.applied()).isEqualTo(7);
        assertThat(read(store, "a")).contains(text(1, "good"));
        assertThat(read(store, "b")).contains(text(1, "good too"));
        assertThat(deadLetters).extracting(DeadLetter::offset).containsExactly(1L, 2L, 3L, 4L, 5L, 7L);
        assertThat(deadLetters.get(0).value()).isEqualTo(utf8("garbage"));
        assertThat(deadLetters.get(1).reason()).contains("no key");
        assertThat(deadLetters.get(2).reason()).contains("no value");
        assertThat(deadLetters.get(3).reason()).contains("UTF-8");
        assertThat(deadLetters.get(4).reason()).contains("not an encoded lattice");
    }

    @Test
    void anUpdateOfAnotherTypeThanTheKeysFirstIsRefusedAndTheKeyKeepsWhatItHas() throws Exception {
        store.apply(List.of(update(0, "a", text(1, "first")), update(1, "b", Max.of(1))));
        store.apply(List.of(update(2, "a", Max.of(7)), update(3, "a", text(2, "second")), update(4, "b", Max.of(2))));

        assertThat(read(store, "a")).contains(text(2, "second"));
        assertThat(read(store, "b")).contains(Max.of(2));
        while (store.tidy(10)) {}

        assertThat(read(store, "a")).contains(text(2, "second"));
        assertThat(store.chainLength(utf8("a"))).isEqualTo(1);
        assertThat(deadLetters).singleElement().satisfies(letter -> {
            assertThat(letter.key()).isEqualTo(utf8("a"));
            assertThat(letter.value()).isEqualTo(TestRecords.encodedUpdate(Max.of(7)));
            assertThat(letter.offset()).isEqualTo(2);
            assertThat(letter.reason()).contains("is a max").contains("has a last-writer-wins");
        });
    }

    @Test
    void aReaderThatMeetsAnUpdateOfAnotherTypeHasItRefused() {
        store.apply(List.of(update(0, "a", text(1, "first"))));
        store.apply(List.of(update(1, "a", Max.of(7))));
        while (store.tidy(10)) {}
        deadLetters.clear();
        // More keys than are remembered for tidying, so that only the reader knows of this one.
        store.apply(List.of(update(2, "a", Max.of(8))));
        for (int i = 0; i < 5_000; i++) {
            store.apply(List.of(update(3 + i, "other " + i, text(1, "x"))));
        }
        read(store, "a");

        while (store.tidy(1_000)) {}

        assertThat(deadLetters).extracting(DeadLetter::offset).containsExactly(2L);
    }

    @Test
    void replicasEndEqualHoweverTheirBatchesWereCut() {
        SplittableRandom random = new SplittableRandom(42);
        List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            String key = "key " + random.nextInt(20);
            switch (random.nextInt(4)) {
                case 0 -> log.add(update(i, key, Max.of(random.nextInt(1_000))));
                case 1 -> log.add(update(i, key, text(random.nextInt(1_000), "text " + i)));
                case 2 -> log.add(update(i, key, GrowOnlySet.of(utf8("element " + random.nextInt(50)))));
                default -> log.add(raw(i, utf8(key), utf8("garbage")));
            }
        }
        Map<String, StoredValue> one = applyInBatches(log, "one", random, 1);
        Map<String, StoredValue> two = applyInBatches(log, "two", random, 100);

        assertThat(one).hasSize(20).isEqualTo(two);
    }

    private Map<String, StoredValue> applyInBatches(
            List<ConsumerRecord<byte[], byte[]>> log, String name, SplittableRandom random, int largestBatch) {
        try (PartitionStore replica = open(directory.resolve(name))) {
            for (int i = 0; i < log.size(); ) {
                int end = Math.min(log.size(), i + 1 + random.nextInt(largestBatch));
                replica.apply(log.subList(i, end));
                i = end;
                if (random.nextInt(10) == 0) {
                    replica.tidy(random.nextInt(20) + 1);
                }
            }
            Map<String, StoredValue> values = new TreeMap<>();
            for (int i = 0; i < 20; i++) {
                values.put("key " + i, replica.get(utf8("key " + i)).orElseThrow());
            }
            return values;
        } catch (CorruptValueException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void fieldsOfLaterVersionsOfAnUpdateAreSkipped() {
        byte[] update = TestRecords.encodedUpdate(text(1, "x"));
        byte[] later = new byte[update.length + 4];
        System.arraycopy(update, 0, later, 0, update.length);
        // Field 15, a varint; field 14, one byte of content.
        System.arraycopy(new byte[] {0x78, 1, 0x70, 1}, 0, later, update.length, 4);

        store.apply(List.of(raw(0, utf8("a"), later)));

        assertThat(read(store, "a")).contains(text(1, "x"));
        assertThat(deadLetters).isEmpty();
    }

    @Test
    void aStoreThatWasClosedGoesOnWhereItWas() {
        store.apply(List.of(update(0, "a", text(1, "x")), update(1, "b", text(1, "x"))));
        store.follow("log-1");
        store.close();

        store = open(directory.resolve("partition-0"));

        assertThat(store.applied()).isEqualTo(1);
        assertThat(store.logId()).contains("log-1");
        assertThat(read(store, "b")).contains(text(1, "x"));
        store.apply(List.of(update(2, "b", text(2, "y"))));
        assertThat(read(store, "b")).contains(text(2, "y"));
    }

    @Test
    void aCrashLeavesWhatWasFlushedWithItsOffset() throws IOException {
        store.apply(List.of(update(0, "a", text(1, "flushed")), update(1, "b", text(1, "flushed"))));
        store.flush(true);
        store.apply(List.of(update(2, "a", text(2, "lost")), update(3, "c", text(2, "lost"))));

        Path crashed = directory.resolve("crashed");
        copy(directory.resolve("partition-0"), crashed);
        try (PartitionStore restarted = open(crashed)) {
            assertThat(restarted.applied()).isEqualTo(1);
            assertThat(read(restarted, "a")).contains(text(1, "flushed"));
            assertThat(read(restarted, "c")).isEmpty();
            restarted.apply(List.of(update(2, "a", text(2, "again")), update(3, "c", text(2, "again"))));
            assertThat(read(restarted, "c")).contains(text(2, "again"));
        }
    }

    @Test
    void aWaitForAnAppliedOffsetIsOverAtOnce() {
        store.apply(List.of(update(5, "a", text(1, "x"))));

        assertThat(store.awaitOffset(5, Duration.ofMinutes(1))).isCompleted();
    }

    @Test
    void aWaitForALaterOffsetEndsWhenThatIsApplied() {
        CompletableFuture<Void> wait = store.awaitOffset(1, Duration.ofMinutes(1));
        CompletableFuture<Void> longerWait = store.awaitOffset(2, Duration.ofMinutes(1));
        store.apply(List.of(update(0, "a", text(1, "x"))));
        assertThat(wait).isNotDone();

        store.apply(List.of(update(1, "a", text(2, "y"))));

        assertThat(wait).isCompleted();
        assertThat(longerWait).isNotDone();
        store.skipTo(2);
        assertThat(longerWait).isCompleted();
    }

    @Test
    void aWaitEndsWithItsTimeoutOrWithTheStore() {
        CompletableFuture<Void> shortWait = store.awaitOffset(0, Duration.ofMillis(1));
        assertThatThrownBy(shortWait::join).hasCauseInstanceOf(TimeoutException.class);

        CompletableFuture<Void> wait = store.awaitOffset(0, Duration.ofMinutes(1));
        store.close();
        assertThatThrownBy(wait::join).hasCauseInstanceOf(PartitionClosedException.class);
        assertThatThrownBy(store.awaitOffset(0, Duration.ofMinutes(1))::join)
                .hasCauseInstanceOf(PartitionClosedException.class);
    }

    @Test
    void onlySoManyMayWait() {
        List<CompletableFuture<Void>> waits = new ArrayList<>();
        for (int i = 0; i < AppliedOffset.MAX_WAITERS; i++) {
            waits.add(store.awaitOffset(0, Duration.ofMinutes(1)));
        }
        assertThatThrownBy(store.awaitOffset(0, Duration.ofMinutes(1))::join)
                .hasCauseInstanceOf(TooManyWaitersException.class);

        waits.get(0).cancel(false);

        assertThat(store.awaitOffset(0, Duration.ofMinutes(1))).isNotDone();
    }

    @Test
    void aClosedStoreRefusesReadersAndItsOwner() {
        store.close();

        assertThatThrownBy(() -> store.get(utf8("a"))).isInstanceOf(PartitionClosedException.class);
        assertThatThrownBy(() -> store.apply(List.of())).isInstanceOf(PartitionClosedException.class);
    }

    @Test
    void onlyItsOwnerMayApply() {
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> store.apply(List.of()));

        assertThatThrownBy(other::join).hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void aDirectoryIsOpenedOnce() {
        assertThatThrownBy(() -> open(directory.resolve("partition-0")))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("partition-0");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Files.copy(file, to.resolve(from.relativize(file)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
