package io.cloudburst.kvs;

import static io.cloudburst.kvs.StoreTestClient.read;
import static io.cloudburst.kvs.StoreTestClient.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cloudburst.kvs.rocks.StoreMemory;
import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.protocol.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes whose disk fails them. */
class StoreNodeDiskIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PARTITIONS = 2;

    @TempDir
    private static Path brokerDirectory;

    private static TestBroker broker;
    private static StoreTestClient client;

    @TempDir
    private Path directory;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = TestBroker.start(brokerDirectory.resolve("broker"));
        broker.createTopics(PARTITIONS);
        client = new StoreTestClient(broker.bootstrapServers());
    }

    @AfterAll
    static void stopBroker() {
        client.close();
        broker.close();
    }

    /** Each in a replica set of its own. */
    private static StoreNode startNode(int replicaSet, Path dataDirectory) {
        return StoreNode.start(new StoreNodeSettings(
                broker.bootstrapServers(),
                "node-" + replicaSet,
                replicaSet,
                dataDirectory,
                "127.0.0.1",
                0,
                // So that it flushes often.
                StoreMemory.MIN_BYTES,
                Optional.empty(),
                StoreNodeSettings.DEFAULT_PURGE_AFTER,
                Map.of(),
                Optional.empty()));
    }

    private static void awaitPartitions(StoreNode node, int count) {
        await().atMost(PATIENCE).until(() -> node.partitions().size() == count);
    }

    private static void assertHas(StoreNode node, Map<String, Lattice<?>> values, Map<String, Version> versions) {
        values.forEach((key, value) -> await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(read(node.address(), key, versions.get(key))).isEqualTo(Optional.of(value))));
    }

    @Test
    void aNodeOnAFullDiskGoesOnWhenThereIsRoomAgainAndTheOtherReplicasMeanwhile() throws Exception {
        Map<String, Lattice<?>> values = new TreeMap<>();
        Map<String, Version> versions = new TreeMap<>();
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), 32);
                StoreNode healthy = startNode(1, directory.resolve("healthy"))) {
            try (StoreNode node = startNode(2, disk.directory().resolve("node"))) {
                awaitPartitions(node, PARTITIONS);
                disk.fill();
                SplittableRandom random = new SplittableRandom(1);
                for (int i = 0; i < 100; i++) {
                    byte[] value = new byte[100_000];
                    random.nextBytes(value);
                    String key = "full " + i;
                    values.put(key, LastWriterWins.of(i, 1, value));
                    versions.put(key, client.write(key, values.get(key)));
                }
                await().atMost(PATIENCE).until(() -> node.partitions().size() < PARTITIONS);
                assertHas(healthy, values, versions);
                disk.free();

                assertHas(node, values, versions);
                assertThat(node.stopped().toCompletableFuture()).isNotDone();
            }
            try (StoreNode again = startNode(2, disk.directory().resolve("node"))) {
                assertHas(again, values, versions);
            }
        }
    }

    @Test
    void aPartitionWhoseDirectoryCanNotBeMadeIsLeftOutUntilItCan() throws Exception {
        Map<String, Lattice<?>> values = new TreeMap<>();
        Map<String, Version> versions = new TreeMap<>();
        for (int i = 0; i < 10; i++) {
            String key = "blocked " + i;
            values.put(key, text(i, key));
            versions.put(key, client.write(key, values.get(key)));
        }
        Path data = Files.createDirectories(directory.resolve("node"));
        Path inTheWay = Files.createFile(data.resolve("partition-0"));
        try (StoreNode node = startNode(3, data)) {
            awaitPartitions(node, 1);
            versions.forEach((key, version) -> {
                if (version.getPartition() == 1) {
                    assertThat(read(node.address(), key, version)).contains(values.get(key));
                }
            });
            Files.delete(inTheWay);

            assertHas(node, values, versions);
        }
    }

    @Test
    void aDataDirectoryThatCanNotBeMadeIsSaidAtOnce() throws Exception {
        Path inTheWay = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> startNode(4, inTheWay.resolve("node")))
                .isInstanceOf(StoreNodeException.class)
                .hasMessageContaining(inTheWay.toString())
                .hasMessageContaining("give the node a directory that it may write to");
    }

    @Test
    void aSecondProcessOnADirectoryEndsAndTheFirstGoesOn() throws Exception {
        Path data = directory.resolve("node");
        try (StoreNode node = startNode(5, data);
                ChildNode second = new ChildNode(broker.bootstrapServers(), "second", 5, data, Optional.empty())) {
            awaitPartitions(node, PARTITIONS);
            second.start();
            await().atMost(PATIENCE).until(() -> !second.isRunning());

            Version version = client.write("still here", text(1, "x"));
            assertThat(read(node.address(), "still here", version)).contains(text(1, "x"));
            assertThat(Files.readString(ChildNode.OUTPUT))
                    .contains("data directory " + data + " is in use by another store node");
        }
    }
}
