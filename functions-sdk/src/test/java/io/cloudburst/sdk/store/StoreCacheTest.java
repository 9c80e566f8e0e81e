package io.cloudburst.sdk.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudburst.lattices.GrowOnlySet;
import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.Max;
import io.cloudburst.lattices.UpDownCounter;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoreCacheTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int LARGE = 1 << 20;

    private final TestLog log = new TestLog(4);
    private final TestNode node = new TestNode(log);
    private final TestNode other = new TestNode(log);
    /** The first is asked first. */
    private final List<TestNode> owners = new CopyOnWriteArrayList<>(List.of(node));

    private StoreClient client = client(LARGE);

    private StoreClient client(long cacheBytes) {
        return new StoreClient(
                log.producer(),
                partition -> owners.stream().map(TestNode::address).toList(),
                cacheBytes,
                StoreSecurity.NONE);
    }

    @AfterEach
    void close() {
        client.close();
        node.close();
        other.close();
    }

    @Test
    void aKeyThatIsReadAgainIsNotAskedForAgain() {
        log.append("key", Max.of(1));
        cache("key");
        int reads = node.reads();

        for (int i = 0; i < 100; i++) {
            assertThat(read("key")).contains(Max.of(1));
        }

        assertThat(node.reads()).isEqualTo(reads);
        assertThat(client.cacheStats().hits()).isGreaterThanOrEqualTo(100);
        assertThat(client.cacheStats().keys()).isOne();
    }

    @Test
    void thatAKeyDoesNotExistIsKnownToo() {
        cache("key");
        int reads = node.reads();

        assertThat(read("key")).isEmpty();
        log.append("key", Max.of(1));

        await().until(() -> read("key").equals(Optional.of(Max.of(1))));
        assertThat(node.reads()).isEqualTo(reads);
    }

    @Test
    void whatOthersWriteIsPushed() {
        cache("key");
        int reads = node.reads();

        for (int i = 1; i <= 20; i++) {
            log.append("key", GrowOnlySet.of(("element " + i).getBytes(UTF_8)));
        }

        await().until(() -> read("key").map(set -> ((GrowOnlySet) set).size()).equals(Optional.of(20)));
        assertThat(node.reads()).isEqualTo(reads);
    }

    @Test
    void whatIsDemandedButNotPushedYetIsAskedForOnce() {
        cache("key");
        node.holdPushes();
        int reads = node.reads();

        client.merge("key", Max.of(7)).join();

        assertThat(read("key")).contains(Max.of(7));
        assertThat(read("key")).contains(Max.of(7));
        assertThat(node.reads()).isEqualTo(reads + 1);
        node.releasePushes();
        assertThat(read("key")).contains(Max.of(7));
        assertThat(node.reads()).isEqualTo(reads + 1);
    }

    @Test
    void whatACallerHasSeenIsDemandedOfAllKeysOfThePartition() {
        cache("key");
        StoreVersion seen = log.append(neighbourOf("key"), Max.of(1));
        await().until(() -> isHit("key", Frontier.of(List.of(seen))));

        node.holdPushes();
        StoreVersion later = log.append(neighbourOf("key"), Max.of(2));

        assertThat(isHit("key", Frontier.of(List.of(later)))).isFalse();
        assertThat(isHit("key", Frontier.of(List.of(later)))).isTrue();
        client.observe(Frontier.of(List.of(log.append(neighbourOf("key"), Max.of(3)))));
        assertThat(isHit("key", Frontier.NONE)).isFalse();
    }

    @Test
    void anOwnWriteDemandsNothingOfOtherKeys() {
        cache("key");
        node.holdPushes();

        client.merge(neighbourOf("key"), Max.of(1)).join();

        assertThat(isHit("key", Frontier.NONE)).isTrue();
    }

    @Test
    void aKeyIsNotGivenOutBeforeItsValueIsWhole() {
        node.holdPushes();
        read("key");
        read("key");
        await().until(() -> node.watched().contains("key"));
        int reads = node.reads();

        read("key");

        assertThat(node.reads()).isEqualTo(reads + 1);
        node.releasePushes();
        await().until(() -> isHit("key", Frontier.NONE));
    }

    @Test
    void theKeysOfALostPartitionAreReadWhereItIsNow() {
        cache("key");
        owners.set(0, other);
        node.lose(log.partitionOf("key"));
        log.append("key", Max.of(1));

        await().until(() -> read("key").equals(Optional.of(Max.of(1))));
        cache("key");
        await().until(() -> other.watched().contains("key"));
        assertThat(node.watched()).isEmpty();
        log.append("key", Max.of(2));
        await().until(() -> read("key").equals(Optional.of(Max.of(2))));
    }

    @Test
    void aPartitionThatComesBackIsWatchedAgain() {
        cache("key");
        node.lose(log.partitionOf("key"));
        await().until(() -> client.cacheStats().keys() == 0);
        log.append("key", Max.of(1));
        node.regain(log.partitionOf("key"));

        assertThat(read("key")).contains(Max.of(1));
        cache("key");
    }

    @Test
    void whatAStreamHasPushedCountsForNothingWhenItIsBroken() {
        for (Status why : List.of(Status.UNAVAILABLE, Status.RESOURCE_EXHAUSTED)) {
            cache("key");
            node.breakStreams(why);
            Max next = Max.of(log.append("key", Max.of(1)).offset() + 100);
            log.append("key", next);

            await().until(() -> read("key").equals(Optional.of(next)));
        }
        cache("key");
    }

    @Test
    void aNodeThatIsGoneLeavesNoOldValues() {
        cache("key");
        owners.set(0, other);
        node.close();
        log.append("key", Max.of(1));

        await().until(() -> read("key").equals(Optional.of(Max.of(1))));
    }

    @Test
    void whatIsEvictedIsWatchedNoMore() {
        client.close();
        client = client(64 << 10);
        LastWriterWins value = LastWriterWins.of(1, 1, new byte[2_000]);
        for (int i = 0; i < 200; i++) {
            log.append("key " + i, value);
        }
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 200; i++) {
                assertThat(read("key " + i)).contains(value);
            }
        }

        await().untilAsserted(() -> {
            assertThat(client.cacheStats().bytes()).isLessThanOrEqualTo(64 << 10);
            assertThat(client.cacheStats().keys()).isBetween(1L, 32L);
            assertThat(node.watched()).hasSize((int) client.cacheStats().keys());
        });
        LastWriterWins newer = LastWriterWins.of(2, 1, new byte[10]);
        for (int i = 0; i < 200; i++) {
            log.append("key " + i, newer);
        }
        await().until(() ->
                IntStream.range(0, 200).allMatch(i -> read("key " + i).equals(Optional.of(newer))));
    }

    @Test
    void whatIsReadOnceIsNotWatched() {
        for (int i = 0; i < 1_000; i++) {
            read("cold " + i);
        }
        cache("hot");

        // One of the thousand may be taken for another.
        assertThat(node.watched().size()).isLessThan(5);
    }

    @Test
    void aLargeValueIsNotKept() {
        log.append("large", LastWriterWins.of(1, 1, new byte[LARGE / 8]));
        log.append("growing", LastWriterWins.of(1, 1, new byte[10]));
        cache("growing");
        for (int i = 0; i < 5; i++) {
            read("large");
        }
        assertThat(node.watched()).containsExactly("growing");

        LastWriterWins large = LastWriterWins.of(2, 1, new byte[LARGE / 8]);
        log.append("growing", large);

        await().until(() -> node.watched().isEmpty());
        assertThat(read("growing")).contains(large);
        assertThat(client.cacheStats().keys()).isZero();
    }

    @Test
    void whatTheStoreRefusesIsLeftOut() {
        cache("key");
        log.append("key", Max.of(1));
        log.append("key", GrowOnlySet.of("other".getBytes(UTF_8)));
        log.append("key", Max.of(2));

        await().until(() -> read("key").equals(Optional.of(Max.of(2))));
    }

    @Test
    void aKeyThatChangesOftenTakesNoMoreThanItsValue() {
        cache("counter");
        for (int i = 1; i <= 5_000; i++) {
            log.append("counter", UpDownCounter.of(1, i, 0));
        }

        await().until(() -> read("counter").equals(Optional.of(UpDownCounter.of(1, 5_000, 0))));
        assertThat(client.cacheStats().bytes()).isBetween(1L, 4_000L);
        for (int writer = 1; writer <= 500; writer++) {
            log.append("counter", UpDownCounter.of(writer, 5_000, 0));
        }
        // It is weighed again as it grows.
        await().until(() -> client.cacheStats().bytes() > 6_000);
    }

    @Test
    void manyKeysAreReadFromTheCacheAndTheRestFromANode() {
        cache("a");
        cache("b");
        log.append("c", Max.of(3));
        int reads = node.reads();

        assertThat(client.readAll(List.of("a", "b", "c", "d"), Frontier.NONE, TIMEOUT))
                .isEqualTo(Map.of("c", Max.of(3)));
        assertThat(node.reads()).isEqualTo(reads + 2);
        client.readAll(List.of("c", "d"), Frontier.NONE, TIMEOUT);
        await().until(() -> isHit("c", Frontier.NONE) && isHit("d", Frontier.NONE));
    }

    @Test
    void withoutACacheEveryReadAsksANode() {
        client.close();
        client = client(0);
        read("key");
        read("key");
        read("key");

        assertThat(node.reads()).isEqualTo(3);
        assertThat(client.cacheStats()).isEqualTo(CacheStats.NONE);
    }

    /** Reads until it comes from the cache. */
    private void cache(String key) {
        await().until(() -> isHit(key, Frontier.NONE));
    }

    private boolean isHit(String key, Frontier atLeast) {
        long hits = client.cacheStats().hits();
        client.read(key, atLeast, () -> TIMEOUT);
        return client.cacheStats().hits() > hits;
    }

    private Optional<Lattice<?>> read(String key) {
        return client.read(key, Frontier.NONE, () -> TIMEOUT);
    }

    /** Another key of the same partition and another slot. */
    private String neighbourOf(String key) {
        KeyPlace place = KeyPlace.of(key, log.partitions());
        for (int i = 0; ; i++) {
            KeyPlace candidate = KeyPlace.of("neighbour " + i, log.partitions());
            if (candidate.partition() == place.partition() && candidate.slot() != place.slot()) {
                return "neighbour " + i;
            }
        }
    }
}
