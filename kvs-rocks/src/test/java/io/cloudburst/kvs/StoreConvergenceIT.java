package io.cloudburst.kvs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudburst.kvs.rocks.PartitionBackups;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Replica sets that are written to by many, while their nodes are killed, leave and come back. Longer runs: {@code -Drounds},
 * {@code -Dsets}, {@code -Dnodes} (of a set), {@code -Dwriters}.
 */
class StoreConvergenceIT {
    private static final int ROUNDS = Integer.getInteger("rounds", 2);
    private static final int SETS = Integer.getInteger("sets", 2);
    private static final int NODES = Integer.getInteger("nodes", 2);
    private static final int WRITERS = Integer.getInteger("writers", 3);
    private static final int PARTITIONS = 4;
    private static final int MOST_WRITES_BETWEEN = 800;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Acknowledged acknowledged = new Acknowledged();
    private final List<ChildNode> nodes = new ArrayList<>();

    @TempDir
    private Path directory;

    @Test
    void allReplicaSetsAnswerTheJoinOfEverythingAcknowledged() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("repeat with -Dseed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        try (TestBroker broker = TestBroker.start(directory.resolve("broker"))) {
            broker.createTopics(PARTITIONS);
            try (StoreTestClient client = new StoreTestClient(broker.bootstrapServers());
                    RandomWriters writers = new RandomWriters(WRITERS, client, acknowledged, random.split())) {
                for (int set = 0; set < SETS; set++) {
                    for (int i = 0; i < NODES; i++) {
                        nodes.add(node(broker, set, i).start());
                    }
                }
                for (int round = 0; round < ROUNDS; round++) {
                    if (random.nextBoolean()) {
                        // Up and caught up; otherwise it may be killed while it starts.
                        readFrom(random.nextInt(SETS), random);
                    }
                    writeOn(random);
                    disturb(random);
                }
                // Begins with what a set has backed up, while the log goes on.
                awaitBackups();
                nodes.add(node(broker, SETS, 0).start());
                writeOn(random);
                writers.stop();
                for (ChildNode node : nodes) {
                    if (!node.isRunning()) {
                        node.start();
                    }
                }
                for (int set = 0; set <= SETS; set++) {
                    assertHasAll(set, seed);
                }
            } finally {
                nodes.forEach(ChildNode::close);
            }
        }
    }

    private ChildNode node(TestBroker broker, int set, int number) {
        String name = "set-" + set + "-node-" + number;
        return new ChildNode(
                broker.bootstrapServers(),
                name,
                set,
                directory.resolve(name),
                Optional.of(directory.resolve("backups")));
    }

    /** Kills a node, or has it leave, or brings one back; some stay away until the end. */
    private void disturb(SplittableRandom random) {
        ChildNode node = nodes.get(random.nextInt(nodes.size()));
        if (!node.isRunning()) {
            node.start();
            return;
        }
        if (random.nextInt(4) == 0) {
            node.leave();
        } else {
            node.kill();
        }
        if (random.nextBoolean()) {
            node.start();
        }
    }

    private void writeOn(SplittableRandom random) {
        int enough = acknowledged.writes() + 1 + random.nextInt(MOST_WRITES_BETWEEN);
        await().atMost(PATIENCE).until(() -> acknowledged.writes() >= enough);
    }

    private void awaitBackups() {
        // One at least must run to write them.
        nodes.stream().filter(node -> !node.isRunning()).forEach(ChildNode::start);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            PartitionBackups backups = new PartitionBackups(directory
                    .resolve("backups")
                    .resolve("partition-" + partition)
                    .resolve("set-0"));
            await().atMost(PATIENCE).until(() -> !backups.list().isEmpty());
        }
    }

    private void readFrom(int set, SplittableRandom random) {
        await().atMost(PATIENCE).until(() -> !acknowledged.keys().isEmpty());
        List<String> keys = acknowledged.keys();
        String key = keys.get(random.nextInt(keys.size()));
        if (nodesOf(set).noneMatch(ChildNode::isRunning)) {
            nodesOf(set).forEach(ChildNode::start);
        }
        try (ReplicaReader reader = reader(set)) {
            assertThat(reader.get(key, acknowledged.version(key)).hasValue()).isTrue();
        }
    }

    private void assertHasAll(int set, long seed) {
        assertThat(acknowledged.keys()).isNotEmpty();
        try (ReplicaReader reader = reader(set)) {
            reader.assertHasAll(acknowledged, "seed " + seed + ", replica set " + set);
        }
    }

    private ReplicaReader reader(int set) {
        return new ReplicaReader(nodesOf(set).map(ChildNode::address).collect(Collectors.toList()));
    }

    private Stream<ChildNode> nodesOf(int set) {
        return nodes.stream().filter(node -> node.replicaSet() == set);
    }
}
