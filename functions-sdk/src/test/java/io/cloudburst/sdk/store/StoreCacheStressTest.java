package io.cloudburst.sdk.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.Max;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever becomes of the streams, and whenever a key is evicted: nobody reads less than what they demand. */
class StoreCacheStressTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int KEYS = 60;
    private static final int OPERATIONS = 5_000;
    /** Room for about half of the keys. */
    private static final long CACHE_BYTES = 10_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void nobodyReadsLessThanTheyDemand(long seed) throws Exception {
        TestLog log = new TestLog(3);
        ExecutorService threads = Executors.newCachedThreadPool();
        try (TestNode first = new TestNode(log);
                TestNode second = new TestNode(log);
                StoreClient client = new StoreClient(
                        log.producer(),
                        partition -> List.of(first.address(), second.address()),
                        CACHE_BYTES,
                        StoreSecurity.NONE)) {
            AtomicLongArray acknowledged = new AtomicLongArray(KEYS);
            SplittableRandom random = new SplittableRandom(seed);
            List<Future<?>> users = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                SplittableRandom own = random.split();
                users.add(threads.submit(user(log, List.of(first, second), client, acknowledged, own, seed)));
            }
            for (Future<?> user : users) {
                user.get(120, TimeUnit.SECONDS);
            }
            assertThat(client.cacheStats().hits()).as("hits, seed %d", seed).isGreaterThan(100);
            assertThat(client.cacheStats().misses()).as("misses, seed %d", seed).isGreaterThan(100);
            for (TestNode node : List.of(first, second)) {
                node.releasePushes();
                for (int partition = 0; partition < log.partitions(); partition++) {
                    node.regain(partition);
                }
            }
            for (int i = 0; i < KEYS; i++) {
                int key = i;
                await().until(() -> read(client, key, Frontier.NONE) >= acknowledged.get(key));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void disturb(SplittableRandom random, TestNode node, int partitions) {
        switch (random.nextInt(2_000)) {
            case 0 -> node.breakStreams(Status.UNAVAILABLE);
            case 1 -> {
                int partition = random.nextInt(partitions);
                node.lose(partition);
                node.regain(partition);
            }
            default -> {
                switch (random.nextInt(20)) {
                    case 0 -> node.holdPushes();
                    case 1, 2 -> node.releasePushes();
                    default -> node.pushOne();
                }
            }
        }
    }

    private static Callable<Void> user(
            TestLog log,
            List<TestNode> nodes,
            StoreClient client,
            AtomicLongArray acknowledged,
            SplittableRandom random,
            long seed) {
        return () -> {
            for (int i = 0; i < OPERATIONS; i++) {
                disturb(random, nodes.get(random.nextInt(2)), log.partitions());
                // A few keys are hot, or nothing would ever be a hit.
                int key = random.nextInt(4) == 0 ? random.nextInt(KEYS) : random.nextInt(5);
                long value = random.nextLong(1L << 40);
                Frontier demanded = Frontier.NONE;
                switch (random.nextInt(8)) {
                    case 0 -> {
                        client.merge(key(key), Max.of(value)).join();
                        acknowledged.accumulateAndGet(key, value, Math::max);
                    }
                    case 1 -> {
                        demanded = Frontier.of(List.of(log.append(key(key), Max.of(value))));
                        assertThat(read(client, key, demanded))
                                .as("key %d as of %s, seed %d", key, demanded, seed)
                                .isGreaterThanOrEqualTo(value);
                    }
                    default -> {
                        // Only read.
                    }
                }
                long atLeast = acknowledged.get(key);
                assertThat(read(client, key, demanded))
                        .as("key %d, seed %d", key, seed)
                        .isGreaterThanOrEqualTo(atLeast);
            }
            return null;
        };
    }

    private static String key(int key) {
        return "key " + key;
    }

    private static double read(StoreClient client, int key, Frontier atLeast) {
        Optional<Lattice<?>> value = client.read(key(key), atLeast, () -> TIMEOUT);
        return value.map(max -> ((Max) max).value().doubleValue()).orElse(0.0);
    }
}
