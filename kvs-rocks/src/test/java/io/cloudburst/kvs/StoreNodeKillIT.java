package io.cloudburst.kvs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.lattices.GrowOnlySet;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.lattices.UpDownCounter;
import io.cloudburst.protocol.Version;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A replica set whose nodes are killed again and again at any moment, while they are written to, flush, back up, start and take
 * each other's partitions. Longer runs: {@code -Drounds}, {@code -Dnodes},
 * {@code -Dwriters}.
 */
class StoreNodeKillIT {
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final int NODES = Integer.getInteger("nodes", 2);
    private static final int WRITERS = Integer.getInteger("writers", 2);
    private static final int PARTITIONS = Math.max(2, NODES);
    private static final int KEYS = 20;
    private static final int LONGEST_BETWEEN_KILLS_MILLIS = 1_000;
    private static final int WINDOW = 16;
    private static final long PAUSE_NANOS = 20_000_000;

    private final AtomicInteger writes = new AtomicInteger();
    private volatile boolean stopped;

    @TempDir
    private Path directory;

    @Test
    void noAcknowledgedWriteIsEverMissing() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("repeat with -Dseed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        List<ChildNode> nodes = new ArrayList<>();
        try (TestBroker broker = TestBroker.start(directory.resolve("broker"))) {
            broker.createTopics(PARTITIONS);
            try (StoreTestClient client = new StoreTestClient(broker.bootstrapServers())) {
                List<Writer> writers = new ArrayList<>();
                for (int i = 1; i <= WRITERS; i++) {
                    writers.add(new Writer(i, client, random.split()));
                }
                List<Future<?>> running = writers.stream().map(threads::submit).collect(Collectors.toList());
                for (int i = 0; i < NODES; i++) {
                    nodes.add(node(broker, "node-" + i).start());
                }
                try (ReplicaReader reader =
                        new ReplicaReader(nodes.stream().map(ChildNode::address).collect(Collectors.toList()))) {
                    for (int round = 0; round < ROUNDS; round++) {
                        if (random.nextBoolean()) {
                            // Up and caught up; otherwise it may be killed while it starts.
                            Version probe = client.write("probe", UpDownCounter.of(1, round, 0));
                            reader.get("probe", probe);
                        }
                        // Not a wait for anything: the kill is to come at any moment.
                        Thread.sleep(random.nextInt(LONGEST_BETWEEN_KILLS_MILLIS));
                        ChildNode node = nodes.get(random.nextInt(nodes.size()));
                        node.kill();
                        node.start();
                    }
                    stopped = true;
                    for (Future<?> writer : running) {
                        writer.get(60, TimeUnit.SECONDS);
                    }
                    System.out.println(writes + " writes, " + ROUNDS + " kills");
                    assertHasAll(writers, reader, seed);
                }
            } finally {
                stopped = true;
                nodes.forEach(ChildNode::close);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private ChildNode node(TestBroker broker, String name) {
        return new ChildNode(
                broker.bootstrapServers(), name, 0, directory.resolve(name), Optional.of(directory.resolve("backups")));
    }

    private static void assertHasAll(List<Writer> writers, ReplicaReader reader, long seed) {
        for (int key = 0; key < KEYS; key++) {
            long ups = 0;
            TreeSet<String> elements = new TreeSet<>();
            for (Writer writer : writers) {
                ups += writer.ups[key];
                elements.addAll(writer.elements.get(key));
            }
            assertThat(((UpDownCounter) value(reader, counter(key), writers)).exactValue())
                    .as("seed %d, %s", seed, counter(key))
                    .isEqualTo(BigInteger.valueOf(ups));
            TreeSet<String> stored = new TreeSet<>();
            ((GrowOnlySet) value(reader, set(key), writers)).forEach(element -> stored.add(new String(element, UTF_8)));
            assertThat(stored).as("seed %d, %s", seed, set(key)).isEqualTo(elements);
        }
    }

    private static Lattice<?> value(ReplicaReader reader, String key, List<Writer> writers) {
        Version newest = writers.stream()
                .map(writer -> writer.versions.get(key))
                .max((a, b) -> Long.compare(a.getOffset(), b.getOffset()))
                .orElseThrow();
        return LatticeCodec.decode(reader.get(key, newest).getValue().toByteArray());
    }

    private static String counter(int key) {
        return "counter " + key;
    }

    private static String set(int key) {
        return "set " + key;
    }

    /** Counts up and adds elements, a window of writes under way at a time. What it has is acknowledged when it has ended. */
    private final class Writer implements Runnable {
        private final long id;
        private final StoreTestClient client;
        private final SplittableRandom random;
        private final long[] ups = new long[KEYS];
        private final List<TreeSet<String>> elements = new ArrayList<>();
        private final Map<String, Version> versions = new HashMap<>();

        Writer(long id, StoreTestClient client, SplittableRandom random) {
            this.id = id;
            this.client = client;
            this.random = random;
            for (int key = 0; key < KEYS; key++) {
                elements.add(new TreeSet<>());
            }
        }

        @Override
        public void run() {
            // Each key once, so that every one of them has something in the end.
            for (int key = 0; key < KEYS; key++) {
                write(List.of(key));
            }
            while (!stopped) {
                // A load that two cores bear beside nodes that start.
                LockSupport.parkNanos(PAUSE_NANOS);
                write(random.ints(WINDOW, 0, KEYS).boxed().collect(Collectors.toList()));
            }
        }

        private void write(List<Integer> keys) {
            Map<String, Future<RecordMetadata>> sent = new HashMap<>();
            for (int key : keys) {
                String element = id + "-" + writes.get() + "-" + random.nextInt();
                elements.get(key).add(element);
                sent.put(set(key), send(set(key), GrowOnlySet.of(element.getBytes(UTF_8))));
                sent.put(counter(key), send(counter(key), UpDownCounter.of(id, ++ups[key], 0)));
            }
            // The last write to a key has its newest version.
            sent.forEach((key, write) -> versions.put(key, StoreTestClient.acknowledged(write)));
            writes.addAndGet(2 * keys.size());
        }

        private Future<RecordMetadata> send(String key, Lattice<?> delta) {
            return client.send(key.getBytes(UTF_8), StoreTestClient.update(delta));
        }
    }
}
