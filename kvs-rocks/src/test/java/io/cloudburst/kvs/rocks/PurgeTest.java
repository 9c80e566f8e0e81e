package io.cloudburst.kvs.rocks;

import static io.cloudburst.kvs.rocks.TestRecords.purge;
import static io.cloudburst.kvs.rocks.TestRecords.raw;
import static io.cloudburst.kvs.rocks.TestRecords.read;
import static io.cloudburst.kvs.rocks.TestRecords.text;
import static io.cloudburst.kvs.rocks.TestRecords.update;
import static io.cloudburst.kvs.rocks.TestRecords.utf8;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.lattices.Dot;
import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.lattices.Max;
import io.cloudburst.lattices.OrSet;
import io.cloudburst.protocol.Update;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a record that takes a key away does, whatever came before it and however the log is cut into batches. */
class PurgeTest {
    private static final long EXPIRY = 1_000;

    @TempDir
    private Path directory;

    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
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
        return PartitionStore.open(0, directory.resolve(name), memory, deadLetters::add, new SplittableRandom(1));
    }

    private static LastWriterWins deleted(long timestamp) {
        return LastWriterWins.deleted(timestamp, 1);
    }

    private static LastWriterWins expiring(long timestamp) {
        return LastWriterWins.expiring(timestamp, 1, utf8("value"), EXPIRY);
    }

    @Test
    void aDeletedObjectIsTakenAway() {
        store.apply(
                List.of(update(0, "a", text(1, "value")), update(1, "a", deleted(2)), update(2, "b", text(1, "b"))));
        store.apply(List.of(purge(3, "a", 1, 0)));

        assertThat(read(store, "a")).isEmpty();
        assertThat(read(store, "b")).contains(text(1, "b"));
        assertThat(store.applied()).isEqualTo(3);
        assertThat(deadLetters).isEmpty();
    }

    @Test
    void anObjectIsTakenAwayOnlyIfItHadExpiredByThen() {
        store.apply(List.of(update(0, "a", expiring(1)), purge(1, "a", 0, EXPIRY - 1)));
        assertThat(read(store, "a")).contains(expiring(1));

        store.apply(List.of(purge(2, "a", 0, EXPIRY)));
        assertThat(read(store, "a")).isEmpty();
    }

    @Test
    void whatIsAliveOrOfAnotherTypeStays() {
        OrSet empty = OrSet.add(new Dot(1, 1), utf8("x"));
        empty = empty.merge(empty.clear());
        store.apply(List.of(update(0, "a", text(1, "value")), update(1, "b", Max.of(1)), update(2, "c", empty)));
        store.apply(List.of(
                purge(3, "a", 0, Long.MAX_VALUE), purge(4, "b", 1, Long.MAX_VALUE), purge(5, "c", 2, Long.MAX_VALUE)));

        assertThat(read(store, "a")).contains(text(1, "value"));
        assertThat(read(store, "b")).contains(Max.of(1));
        assertThat(read(store, "c")).contains(empty);
    }

    @Test
    void anUpdateInBetweenKeepsTheKey() {
        store.apply(List.of(update(0, "a", deleted(5)), update(1, "a", text(3, "late")), purge(2, "a", 0, 0)));
        assertThat(read(store, "a")).contains(deleted(5));

        store.apply(List.of(update(3, "a", text(7, "again")), purge(4, "a", 1, 0)));
        assertThat(read(store, "a")).contains(text(7, "again"));
    }

    @Test
    void aKeyThatIsNotThereIsNotMade() {
        store.apply(List.of(purge(0, "a", 0, 0)));

        assertThat(read(store, "a")).isEmpty();
        assertThat(store.applied()).isZero();
    }

    @Test
    void aPurgedKeyBeginsAnewAlsoWithAnotherType() {
        store.apply(List.of(
                update(0, "a", deleted(5)), purge(1, "a", 0, 0), update(2, "a", Max.of(3)), update(3, "a", Max.of(4))));

        assertThat(read(store, "a")).contains(Max.of(4));
        assertThat(deadLetters).isEmpty();
    }

    @Test
    void whatWasRefusedGoesToTheDeadLettersWithTheKey() {
        store.apply(List.of(update(0, "a", deleted(5)), update(1, "a", Max.of(3)), purge(2, "a", 0, 0)));

        assertThat(read(store, "a")).isEmpty();
        assertThat(deadLetters).hasSize(1);
        assertThat(deadLetters.get(0).reason()).contains("last-writer-wins");
    }

    @Test
    void replicasAreEqualHoweverTheLogIsCutAndFromWhereverItIsReadAgain() throws Exception {
        for (int seed = 0; seed < 10; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<ConsumerRecord<byte[], byte[]>> log = randomLog(random, 400);
            try (PartitionStore one = open("one-" + seed);
                    PartitionStore other = open("other-" + seed)) {
                one.apply(log);
                for (int from = 0; from < log.size(); ) {
                    int to = Math.min(log.size(), from + 1 + random.nextInt(20));
                    // Some of it a second time.
                    other.apply(log.subList(Math.max(0, from - random.nextInt(5)), to));
                    while (random.nextInt(3) == 0 && other.tidy(8)) {
                        // Folds as it happens.
                    }
                    from = to;
                }
                for (String key : List.of("a", "b", "c")) {
                    assertThat(one.get(utf8(key)))
                            .as("seed %d, key %s", seed, key)
                            .isEqualTo(other.get(utf8(key)));
                }
            }
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> randomLog(SplittableRandom random, int records) {
        List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
        for (int offset = 0; offset < records; offset++) {
            String key = List.of("a", "b", "c").get(random.nextInt(3));
            log.add(
                    switch (random.nextInt(6)) {
                        case 0, 1 -> update(offset, key, deleted(random.nextInt(100)));
                        case 2 -> update(offset, key, text(random.nextInt(100), "text"));
                        case 3 -> update(offset, key, expiring(random.nextInt(100)));
                        case 4 -> update(offset, key, Max.of(random.nextInt(100)));
                        // Often the newest of its key, and often not.
                        default -> purge(offset, key, offset - 1 - random.nextInt(4), random.nextInt(2_000));
                    });
        }
        return log;
    }

    @Test
    void aPurgeSurvivesACloseWithTheOffset() {
        store.apply(List.of(update(0, "a", deleted(5)), purge(1, "a", 0, 0)));
        store.close();
        store = open("partition-0");

        assertThat(store.applied()).isEqualTo(1);
        assertThat(read(store, "a")).isEmpty();
    }

    @Test
    void whoWatchesAKeyIsTold() {
        store.watch(utf8("a"), new KeyWatcher() {
            @Override
            public void changed(int partition, byte[] key, StoredValue delta) {
                told.add("changed at " + delta.offset());
            }

            @Override
            public void purged(int partition, byte[] key) {
                told.add("purged " + new String(key, UTF_8));
            }

            @Override
            public void applied(int partition, long offset) {
                told.add("applied " + offset);
            }

            @Override
            public void closed(int partition) {
                // At the end of the test.
            }
        });
        store.apply(List.of(update(0, "a", deleted(5)), purge(1, "b", 0, 0), purge(2, "a", 0, 0)));

        assertThat(told).containsExactly("changed at 0", "applied 0", "applied 1", "purged a", "applied 2");
    }

    @Test
    void whatOnlyLooksLikeAPurgeIsADeadLetter() {
        byte[] broken = {0x12, 0x05, 0x01};
        byte[] neither = Update.getDefaultInstance().toByteArray();
        store.apply(List.of(raw(0, utf8("a"), broken), raw(1, utf8("a"), neither), raw(2, null, broken)));

        assertThat(deadLetters).hasSize(3);
        assertThat(store.applied()).isEqualTo(2);
    }
}
