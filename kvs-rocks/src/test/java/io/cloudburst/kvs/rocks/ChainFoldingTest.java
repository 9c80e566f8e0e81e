package io.cloudburst.kvs.rocks;

import static io.cloudburst.kvs.rocks.TestRecords.read;
import static io.cloudburst.kvs.rocks.TestRecords.text;
import static io.cloudburst.kvs.rocks.TestRecords.update;
import static io.cloudburst.kvs.rocks.TestRecords.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.lattices.Max;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChainFoldingTest {
    @TempDir
    private Path directory;

    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private StoreMemory memory;
    private PartitionStore store;
    private long offset;

    @BeforeEach
    void openStore() {
        memory = new StoreMemory(StoreMemory.MIN_BYTES);
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
        memory.close();
    }

    private PartitionStore open() {
        return PartitionStore.open(
                0, directory.resolve("partition"), memory, deadLetters::add, new SplittableRandom(1));
    }

    private void write(String key, String text) {
        store.apply(List.of(update(offset, key, text(offset, text))));
        offset++;
    }

    @Test
    void aKeyThatIsWrittenOftenHasNoChain() throws Exception {
        for (int i = 0; i < 4 * FoldSchedule.EVERY; i++) {
            write("hot", "text " + i);
        }

        assertThat(store.chainLength(utf8("hot"))).isEqualTo(1);
        assertThat(read(store, "hot")).contains(text(offset - 1, "text " + (offset - 1)));
        assertThat(store.get(utf8("hot")).orElseThrow().offset()).isEqualTo(offset - 1);
    }

    @Test
    void anOlderWriteOfSuchAKeyChangesItsVersionOnly() throws Exception {
        for (int i = 0; i < 4 * FoldSchedule.EVERY; i++) {
            write("hot", "text " + i);
        }
        long newest = offset - 1;

        store.apply(List.of(update(offset, "hot", text(3, "old"))));

        assertThat(read(store, "hot")).contains(text(newest, "text " + newest));
        assertThat(store.get(utf8("hot")).orElseThrow().offset()).isEqualTo(offset);
    }

    @Test
    void aWriteOfAnotherTypeToSuchAKeyIsRefusedAtOnce() {
        for (int i = 0; i < 4 * FoldSchedule.EVERY; i++) {
            write("hot", "text " + i);
        }

        store.apply(List.of(update(offset, "hot", Max.of(1L))));

        assertThat(deadLetters).hasSize(1);
        assertThat(deadLetters.get(0).offset()).isEqualTo(offset);
        assertThat(read(store, "hot")).contains(text(offset - 1, "text " + (offset - 1)));
    }

    @Test
    void suchAKeyIsTheSameAfterReopening() {
        for (int i = 0; i < 4 * FoldSchedule.EVERY; i++) {
            write("hot", "text " + i);
        }
        store.close();
        store = open();

        write("hot", "after");

        assertThat(read(store, "hot")).contains(text(offset - 1, "after"));
    }

    @Test
    void keysThatAreWrittenAlikeAreFoldedBeforeTheirCountIsFull() {
        int keys = 2_000;
        int rounds = ChainSweep.MERGES_A_KEY + 4;
        assertThat(rounds).isLessThan(FoldSchedule.EVERY);
        for (int round = 0; round < rounds; round++) {
            List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>();
            for (int i = 0; i < keys; i++) {
                batch.add(update(offset, "key-" + i, text(offset, "text " + round)));
                offset++;
            }
            store.apply(batch);
        }

        for (int i = 0; i < keys; i++) {
            assertThat(store.chainLength(utf8("key-" + i))).isLessThan(rounds);
            assertThat(read(store, "key-" + i)).contains(text(offset - keys + i, "text " + (rounds - 1)));
        }
    }
}
