package io.cloudburst.kvs;

import static io.cloudburst.kvs.StoreTestClient.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cloudburst.kvs.rocks.PartitionBackups;
import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.protocol.Topic;
import io.cloudburst.protocol.Version;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that finds a file of a partition damaged. */
class DamagedPartitionIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PARTITIONS = 2;
    private static final int DAMAGED = 0;

    private final Map<String, Lattice<?>> values = new TreeMap<>();
    private final Map<String, Version> versions = new TreeMap<>();

    @TempDir
    private Path directory;

    private TestBroker broker;
    private StoreTestClient client;

    @BeforeEach
    void startBroker() throws Exception {
        broker = TestBroker.start(directory.resolve("broker"));
        broker.createTopics(PARTITIONS);
        client = new StoreTestClient(broker.bootstrapServers());
    }

    @AfterEach
    void stopAll() {
        client.close();
        broker.close();
    }

    private StoreNode startNode(String name, int replicaSet, boolean withBackups) {
        return StoreNode.start(new StoreNodeSettings(
                broker.bootstrapServers(),
                name,
                replicaSet,
                directory.resolve(name),
                "127.0.0.1",
                0,
                StoreNodeSettings.DEFAULT_MEMORY_BYTES,
                withBackups
                        ? Optional.of(new BackupSettings(directory.resolve("backups"), Duration.ofSeconds(1), 2))
                        : Optional.empty(),
                StoreNodeSettings.DEFAULT_PURGE_AFTER,
                Map.of(),
                Optional.empty()));
    }

    private void write(int count) {
        SplittableRandom random = new SplittableRandom(count);
        for (int i = 0; i < count; i++) {
            byte[] value = new byte[1_000];
            random.nextBytes(value);
            String key = "key " + versions.size();
            values.put(key, LastWriterWins.of(i, 1, value));
            versions.put(key, client.write(key, values.get(key)));
        }
    }

    private void forgetTheLog() throws Exception {
        Map<TopicPartition, RecordsToDelete> forgotten = new HashMap<>();
        lastOffsets()
                .forEach((partition, offset) -> forgotten.put(
                        new TopicPartition(Topic.KVS.topicName(), partition),
                        RecordsToDelete.beforeOffset(offset + 1)));
        try (Admin admin = broker.admin()) {
            admin.deleteRecords(forgotten).all().get(30, TimeUnit.SECONDS);
        }
    }

    private Map<Integer, Long> lastOffsets() {
        Map<Integer, Long> last = new HashMap<>();
        versions.values().forEach(version -> last.merge(version.getPartition(), version.getOffset(), Math::max));
        return last;
    }

    private void assertHasAll(StoreNode node) {
        versions.keySet().forEach(key -> assertHas(node, key));
    }

    private void assertHas(StoreNode node, String key) {
        await().atMost(PATIENCE).pollDelay(Duration.ZERO).ignoreExceptions().untilAsserted(() -> assertThat(
                        read(node.address(), key, versions.get(key)))
                .isEqualTo(Optional.of(values.get(key))));
    }

    /** Turns bits in the middle of the values that a node, stopped, has of a partition. */
    private void damage(String name) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(directory.resolve(name).resolve("partition-" + DAMAGED))) {
            files = all.filter(file -> file.toString().endsWith(".sst")).collect(Collectors.toList());
        }
        int damaged = 0;
        for (Path file : files) {
            byte[] content = Files.readAllBytes(file);
            if (content.length > 10_000) {
                content[content.length / 2] ^= 1;
                Files.write(file, content);
                damaged++;
            }
        }
        assertThat(damaged).isPositive();
    }

    @Test
    void itIsBuiltAnewFromTheLogWhereThatHasEverything() throws Exception {
        write(100);
        try (StoreNode node = startNode("a", 0, false)) {
            assertHasAll(node);
        }
        damage("a");

        try (StoreNode node = startNode("a", 0, false)) {
            assertHasAll(node);
        }
        assertThat(directory.resolve("a").resolve("partition-" + DAMAGED + ".aside"))
                .exists();
    }

    @Test
    void itIsRestoredFromABackupWhereTheLogHasForgotten() throws Exception {
        write(100);
        try (StoreNode node = startNode("a", 0, true)) {
            assertHasAll(node);
            awaitBackups();
        }
        forgetTheLog();
        write(10);
        damage("a");

        try (StoreNode node = startNode("a", 0, true)) {
            assertHasAll(node);
        }
    }

    private void awaitBackups() {
        lastOffsets().forEach((partition, offset) -> {
            PartitionBackups backups = new PartitionBackups(directory
                    .resolve("backups")
                    .resolve("partition-" + partition)
                    .resolve("set-0"));
            await().atMost(PATIENCE)
                    .until(() -> backups.list().stream().anyMatch(backup -> backup.applied() >= offset));
        });
    }

    @Test
    void itIsNotServedWhereNothingHasEverythingUntilACopyIsBroughtFromAnotherReplicaSet() throws Exception {
        write(100);
        try (StoreNode node = startNode("a", 0, false);
                StoreNode other = startNode("b", 1, false)) {
            assertHasAll(node);
            assertHasAll(other);
        }
        forgetTheLog();
        write(10);
        damage("a");

        try (StoreNode node = startNode("a", 0, false);
                StoreNode other = startNode("b", 1, false)) {
            await().atMost(PATIENCE).until(() -> node.partitions().size() == PARTITIONS);
            readWhatIsDamaged(node);
            await().atMost(PATIENCE).until(() -> node.partitions().size() == PARTITIONS - 1);
            versions.keySet().stream()
                    .filter(sound -> versions.get(sound).getPartition() != DAMAGED)
                    .forEach(sound -> assertHas(node, sound));
            assertHasAll(other);
        }
        Path damaged = directory.resolve("a").resolve("partition-" + DAMAGED);
        PartitionDirectories.delete(damaged);
        Files.createDirectory(damaged);
        try (Stream<Path> copied = Files.list(directory.resolve("b").resolve("partition-" + DAMAGED))) {
            for (Path file : copied.collect(Collectors.toList())) {
                Files.copy(file, damaged.resolve(file.getFileName()));
            }
        }

        try (StoreNode node = startNode("a", 0, false)) {
            assertHasAll(node);
        }
    }

    /** Until it comes upon the damage. */
    private void readWhatIsDamaged(StoreNode node) {
        Stream<String> keys =
                versions.keySet().stream().filter(key -> versions.get(key).getPartition() == DAMAGED);
        assertThatThrownBy(() -> keys.forEach(key -> read(node.address(), key, versions.get(key))))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("its files are damaged");
    }
}
