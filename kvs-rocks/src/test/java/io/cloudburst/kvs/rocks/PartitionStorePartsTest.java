package io.cloudburst.kvs.rocks;

import static io.cloudburst.kvs.rocks.TestRecords.read;
import static io.cloudburst.kvs.rocks.TestRecords.text;
import static io.cloudburst.kvs.rocks.TestRecords.update;
import static io.cloudburst.kvs.rocks.TestRecords.utf8;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudburst.lattices.Dot;
import io.cloudburst.lattices.GrowOnlySet;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.lattices.Max;
import io.cloudburst.lattices.OrSet;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sets and maps that are kept in parts. */
class PartitionStorePartsTest {
    private static final long WRITER = 7;
    private static final byte[] SET = utf8("set");

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

    private static OrSet add(long number) {
        return OrSet.add(new Dot(WRITER, number), element(number));
    }

    private static byte[] element(long number) {
        return utf8("element number %08d".formatted(number));
    }

    /** Adds elements by their numbers, which are one more than the offsets, and folds. */
    private void addElements(long from, long to) {
        for (long i = from; i < to; i += 100) {
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            for (long j = i; j < Math.min(i + 100, to); j++) {
                records.add(update(j - 1, "set", add(j)));
            }
            store.apply(records);
        }
        tidy();
    }

    private void tidy() {
        while (store.tidy(1_000)) {}
    }

    private static OrSet elements(long from, long to) {
        List<Lattice<?>> adds = new ArrayList<>();
        for (long i = from; i < to; i++) {
            adds.add(add(i));
        }
        return (OrSet) Lattice.join(adds);
    }

    private Optional<Boolean> contains(byte[] element) throws CorruptValueException {
        return store.element(SET, element, Optional.empty())
                .map(stored -> ((OrSet) LatticeCodec.decode(stored.encoded())).contains(element));
    }

    @Test
    void aSmallSetIsKeptWhole() {
        addElements(1, 100);

        assertThat(store.parts(SET)).isZero();
        assertThat(read(store, "set")).contains(elements(1, 100));
    }

    @Test
    void aSetThatBecameLargeIsKeptInPartsAndReadWhole() throws Exception {
        addElements(1, 8_001);
        assertThat(store.parts(SET)).isEqualTo(8_000);
        assertThat(read(store, "set")).contains(elements(1, 8_001));
        store.apply(List.of(
                update(8_000, "set", add(8_001)),
                update(8_001, "other", text(1, "x")),
                update(8_002, "set", add(17).remove(element(17)))));

        OrSet set = (OrSet) read(store, "set").orElseThrow();
        assertThat(set.size()).isEqualTo(8_000);
        assertThat(set.contains(element(17))).isFalse();
        assertThat(store.get(SET).orElseThrow().offset()).isEqualTo(8_002);
        assertThat(contains(element(8_001))).contains(true);
        assertThat(contains(element(17))).contains(false);
        assertThat(contains(element(9_000))).contains(false);
        assertThat(read(store, "other")).contains(text(1, "x"));
        // One more for each element.
        assertThat(store.estimatedKeys()).isLessThan(100);
    }

    @Test
    void whatIsAppliedInPartsHasTheEncodingThatTheWholeWouldHave() throws Exception {
        addElements(1, 8_001);

        assertThat(store.get(SET).orElseThrow().encoded()).isEqualTo(encoded(elements(1, 8_001)));
    }

    private static ByteBuffer encoded(Lattice<?> lattice) {
        return ByteBuffer.wrap(LatticeCodec.encode(lattice));
    }

    @Test
    void anElementOfASmallSetIsReadAlone() throws Exception {
        assertThat(contains(element(1))).isEmpty();
        addElements(1, 10);

        assertThat(contains(element(1))).contains(true);
        assertThat(contains(element(11))).contains(false);
        assertThat(store.element(SET, element(3), Optional.empty())
                        .orElseThrow()
                        .encoded())
                .isEqualTo(encoded(add(3)));
    }

    @Test
    void anElementIsReadWithWhatTheReaderKnowsToBeWritten() throws Exception {
        for (int size : new int[] {10, 8_000}) {
            addElements(store.applied() + 2, size + 1);
            OrSet own = OrSet.add(new Dot(99, 1), element(1_000_000));
            OrSet removal = add(5).remove(element(5));

            assertThat(element(element(1_000_000), own).contains(element(1_000_000)))
                    .isTrue();
            assertThat(element(element(5), removal).contains(element(5))).isFalse();
            assertThat(element(element(5), Max.of(1)).contains(element(5))).isTrue();
        }
        // What was removed since is not there, though the reader knows of no removal.
        store.apply(List.of(update(8_000, "set", add(5).remove(element(5)))));
        tidy();
        assertThat(element(element(5), add(5)).contains(element(5))).isFalse();
    }

    private OrSet element(byte[] element, Lattice<?> known) throws CorruptValueException {
        return (OrSet) LatticeCodec.decode(
                store.element(SET, element, Optional.of(known)).orElseThrow().encoded());
    }

    @Test
    void whatIsNeitherSetNorMapIsAnsweredWholeWhenAskedForAnElement() throws Exception {
        store.apply(List.of(update(0, "set", Max.of(3))));

        assertThat(store.element(SET, element(1), Optional.empty())
                        .orElseThrow()
                        .encoded())
                .isEqualTo(encoded(Max.of(3)));
    }

    @Test
    void elementsThatCameAndWentLeaveNoParts() {
        addElements(1, 8_001);
        for (long i = 8_001; i < 20_000; i++) {
            store.apply(List.of(update(2 * i, "set", add(i)), update(2 * i + 1, "set", add(i).remove(element(i)))));
        }
        tidy();

        assertThat(store.parts(SET)).isLessThan(8_000 + 20);
        assertThat(((OrSet) read(store, "set").orElseThrow()).size()).isEqualTo(8_000);
        // A copy of what was removed, late.
        store.apply(List.of(update(50_000, "set", add(9_000))));
        assertThat(((OrSet) read(store, "set").orElseThrow()).contains(element(9_000)))
                .isFalse();
        assertThat(((OrSet) read(store, "set").orElseThrow()).nextDot(WRITER)).isEqualTo(new Dot(WRITER, 20_000));
    }

    @Test
    void updatesOfAnotherTypeAreRefusedAtOnce() {
        addElements(1, 8_001);
        store.apply(List.of(
                update(8_000, "set", Max.of(3)),
                update(8_001, "set", add(8_001)),
                update(8_002, "set", GrowOnlySet.of(utf8("x")))));

        assertThat(deadLetters).extracting(DeadLetter::offset).containsExactly(8_000L, 8_002L);
        assertThat(deadLetters.get(0).key()).isEqualTo(SET);
        assertThat(deadLetters.get(0).value()).isEqualTo(TestRecords.encodedUpdate(Max.of(3)));
        assertThat(deadLetters.get(0).reason()).contains("is a max").contains("has a observed-remove-set");
        assertThat(read(store, "set")).contains(elements(1, 8_002));
        assertThat(store.applied()).isEqualTo(8_002);
    }

    @Test
    void anUpdateOfAnotherTypeThatIsFoldedAwayWhenTheSetIsSplitIsRefused() {
        store.apply(List.of(update(0, "set", elements(1, 8_001)), update(1, "set", Max.of(1))));
        tidy();

        assertThat(store.parts(SET)).isEqualTo(8_000);
        assertThat(deadLetters).extracting(DeadLetter::offset).containsExactly(1L);
        assertThat(read(store, "set")).contains(elements(1, 8_001));
    }

    @Test
    void aStoreThatIsOpenedAgainKnowsWhatItKeepsInParts() {
        addElements(1, 8_001);
        store.close();

        store = open(directory.resolve("partition-0"));
        store.apply(List.of(update(8_000, "set", add(8_001)), update(8_001, "set", Max.of(1))));

        assertThat(deadLetters).extracting(DeadLetter::offset).containsExactly(8_001L);
        assertThat(store.parts(SET)).isEqualTo(8_001);
        assertThat(read(store, "set")).contains(elements(1, 8_002));
    }

    @Test
    void aCheckpointHasThePartsToo() {
        addElements(1, 8_001);
        Path copy = directory.resolve("copy");
        store.checkpoint(copy);
        addElements(8_001, 8_101);

        try (PartitionStore copied = open(copy)) {
            assertThat(copied.applied()).isEqualTo(7_999);
            assertThat(read(copied, "set")).contains(elements(1, 8_001));
        }
    }

    @Test
    void aScanMeetsKeysInOrderAndLeavesOutLargeValues() throws Exception {
        store.apply(List.of(update(0, "se", text(1, "a")), update(1, "set b", text(1, "b"))));
        store.apply(List.of(update(2, "set", elements(1, 8_001)), update(3, "t", text(1, "t"))));
        store.apply(List.of(update(4, "set", add(8_001))));
        tidy();
        assertThat(store.parts(SET)).isEqualTo(8_001);

        List<ScannedValue> found = new ArrayList<>();
        byte[] after = null;
        for (List<ScannedValue> part = scan(after); !part.isEmpty(); part = scan(after)) {
            found.addAll(part);
            after = found.get(found.size() - 1).key();
        }
        assertThat(found)
                .extracting(scanned -> new String(scanned.key(), UTF_8))
                .containsExactly("set", "set b");
        assertThat(found.get(0).value().orElseThrow().encoded()).isEqualTo(encoded(elements(1, 8_002)));

        assertThat(store.scan(utf8("se"), null, 10, 1 << 20, 1_000))
                .extracting(scanned -> scanned.value().isPresent())
                .containsExactly(true, false);
    }

    private List<ScannedValue> scan(byte[] after) throws CorruptValueException {
        return store.scan(SET, after, 10, 1 << 20, 1 << 20);
    }

    @Test
    void watchersAreToldTheDeltas() {
        addElements(1, 8_001);
        List<Lattice<?>> told = new ArrayList<>();
        store.watch(SET, new KeyWatcher() {
            @Override
            public void changed(int partition, byte[] key, StoredValue delta) {
                told.add(LatticeCodec.decode(delta.encoded()));
                assertThat(delta.offset()).isEqualTo(8_001);
            }

            @Override
            public void applied(int partition, long offset) {
                assertThat(offset).isEqualTo(8_002);
            }

            @Override
            public void purged(int partition, byte[] key) {
                throw new AssertionError("a set is never purged");
            }

            @Override
            public void closed(int partition) {
                // Says nothing.
            }
        });
        store.apply(List.of(
                update(8_000, "set", add(8_001)), update(8_001, "set", add(8_002)), update(8_002, "set", Max.of(1))));

        assertThat(told).containsExactly(elements(8_001, 8_003));
    }

    @Test
    void fragmentsJoinedAreTheValueAsOfOneMoment() throws Exception {
        for (int size : new int[] {1_000, 20_000}) {
            addElements(store.applied() + 2, size + 1);
            assertThat(store.parts(SET) > 0).isEqualTo(size > 1_000);
            List<Lattice<?>> joined = new ArrayList<>();
            try (ValueFragments fragments = store.fragments(SET, 10_000).orElseThrow()) {
                for (Optional<StoredValue> next = fragments.next(); next.isPresent(); next = fragments.next()) {
                    assertThat(next.get().encoded().remaining()).isLessThanOrEqualTo(10_000);
                    joined.add(LatticeCodec.decode(next.get().encoded()));
                    if (joined.size() == 2) {
                        addElements(store.applied() + 2, store.applied() + 200);
                    }
                }
            }
            assertThat(joined).hasSizeGreaterThan(2);
            assertThat(Lattice.join(joined)).isEqualTo(elements(1, size + 1));
        }
        assertThat(store.fragments(utf8("none"), 10_000)).isEmpty();
    }

    @Test
    void aStoreClosesUnderItsReaders() throws Exception {
        addElements(1, 8_001);
        ValueFragments fragments = store.fragments(SET, 10_000).orElseThrow();
        assertThat(fragments.next()).isPresent();

        store.close();

        assertThatThrownBy(fragments::next).isInstanceOf(PartitionClosedException.class);
        fragments.close();
        assertThat(fragments.next()).isEmpty();
    }

    @Test
    void aValueTooLargeForItsReaderIsNotJoined() throws Exception {
        addElements(1, 1_000);
        assertThatThrownBy(() -> store.get(SET, 1_000)).isInstanceOf(OversizedValueException.class);
        addElements(1_000, 8_001);
        assertThatThrownBy(() -> store.get(SET, 10_000)).isInstanceOf(OversizedValueException.class);
        assertThat(store.get(SET, 1 << 20)).isPresent();
    }

    @Test
    void aDirectoryOfAFormatBeforeIsTaken() {
        byte[] formatKey = utf8("format");
        for (byte format = 1; format < 3; format++) {
            store.close();
            try (PartitionDatabase database = PartitionDatabase.open(directory.resolve("partition-0"), memory)) {
                database.putMeta(formatKey, new byte[] {format});
                database.commit();
                database.flush(true);
            }
            store = open(directory.resolve("partition-0"));
        }
        store.close();
        try (PartitionDatabase database = PartitionDatabase.open(directory.resolve("partition-0"), memory)) {
            assertThat(database.getMeta(formatKey)).isEqualTo(new byte[] {3});
        }
    }
}
