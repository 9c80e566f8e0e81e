package io.cloudburst.kvs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudburst.lattices.Max;
import io.cloudburst.sdk.kafka.KafkaSettings;
import io.cloudburst.sdk.registry.Registry;
import io.cloudburst.sdk.store.StoreClient;
import io.cloudburst.sdk.store.StoreVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Partitions that move between the nodes of one replica set, while clients write and read what they have written. Longer runs:
 * {@code -Drounds}, {@code -Dnodes} (3 at least; two run at first), {@code -Dwriters} (clients, which read as well).
 */
class PartitionMovementIT {
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final int NODES = Integer.getInteger("nodes", 3);
    private static final int CLIENTS = Integer.getInteger("writers", 2);
    private static final int PARTITIONS = Math.max(4, NODES);
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final AtomicInteger reads = new AtomicInteger();
    private volatile boolean stopped;

    @TempDir
    private Path directory;

    @Test
    void noReadOfAnOffsetFailsWhileNodesComeAndGo() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("repeat with -Dseed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try (TestBroker broker = TestBroker.start(directory.resolve("broker"))) {
            broker.createTopics(PARTITIONS);
            List<ChildNode> nodes = IntStream.range(0, NODES)
                    .mapToObj(i -> new ChildNode(
                            broker.bootstrapServers(),
                            "node-" + i,
                            0,
                            directory.resolve("node-" + i),
                            Optional.empty()))
                    .collect(Collectors.toList());
            KafkaSettings kafka = KafkaSettings.of(broker.bootstrapServers());
            try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                            kafka.producer("movement"), new ByteArraySerializer(), new ByteArraySerializer());
                    Registry registry = Registry.follow(kafka, "movement");
                    StoreClient client = new StoreClient(producer, registry)) {
                nodes.get(0).start();
                nodes.get(1).start();
                List<Future<?>> running = IntStream.range(0, CLIENTS)
                        .mapToObj(number -> {
                            SplittableRandom own = random.split();
                            return threads.submit(() -> readWhatIsWritten(client, number, own));
                        })
                        .collect(Collectors.toList());
                for (int round = 0; round < ROUNDS; round++) {
                    awaitReads(running, 1 + random.nextInt(100));
                    move(nodes, random);
                }
                awaitReads(running, 50);
                stopped = true;
                for (Future<?> reader : running) {
                    reader.get(DEADLINE.toSeconds() + 30, TimeUnit.SECONDS);
                }
                System.out.println(reads + " reads, " + ROUNDS + " movements");
            } finally {
                stopped = true;
                nodes.forEach(ChildNode::close);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Has a node join, leave or die; one at least goes on. */
    private static void move(List<ChildNode> nodes, SplittableRandom random) {
        ChildNode node = nodes.get(random.nextInt(nodes.size()));
        long others = nodes.stream()
                .filter(other -> other != node && other.isRunning())
                .count();
        if (!node.isRunning()) {
            node.start();
        } else if (others == 0) {
            nodes.stream()
                    .filter(other -> !other.isRunning())
                    .findFirst()
                    .orElseThrow()
                    .start();
        } else if (random.nextBoolean()) {
            node.leave();
        } else {
            node.kill();
        }
    }

    /** Waits for reads, and ends at once with the failure of one. */
    private void awaitReads(List<Future<?>> running, int more) throws Exception {
        int enough = reads.get() + more;
        await().atMost(DEADLINE.multipliedBy(2))
                .until(() -> reads.get() >= enough || running.stream().anyMatch(Future::isDone));
        for (Future<?> reader : running) {
            if (reader.isDone()) {
                reader.get();
            }
        }
    }

    private Void readWhatIsWritten(StoreClient client, int number, SplittableRandom random) throws Exception {
        for (long i = 1; !stopped; i++) {
            String key = "client " + number + " key " + random.nextInt(50);
            StoreVersion version = client.merge(key, Max.of(i)).get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
            Optional<?> value = client.get(key, List.of(version), DEADLINE)
                    .get(DEADLINE.toSeconds() + 5, TimeUnit.SECONDS)
                    .lattice();
            assertThat(value).as("%s at %s", key, version).isEqualTo(Optional.of(Max.of(i)));
            reads.incrementAndGet();
        }
        return null;
    }
}
