package io.cloudburst.kvs;

import static io.cloudburst.kvs.StoreTestClient.read;
import static io.cloudburst.kvs.StoreTestClient.text;
import static io.cloudburst.kvs.StoreTestClient.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cloudburst.kvs.rocks.PartitionBackups;
import io.cloudburst.protocol.BackupReply;
import io.cloudburst.protocol.BackupRequest;
import io.cloudburst.protocol.PartitionBackup;
import io.cloudburst.protocol.StoreGrpc;
import io.cloudburst.protocol.Topic;
import io.cloudburst.protocol.Version;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that lose their data, or their place in the log, and have backups. */
class StoreNodeBackupIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int PARTITIONS = 2;

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

    private StoreNode startNode(String name, int replicaSet) {
        return startNode(name, replicaSet, Duration.ofSeconds(1));
    }

    private StoreNode startNode(String name, int replicaSet, Duration betweenBackups) {
        return start(new StoreNodeSettings(
                broker.bootstrapServers(),
                name,
                replicaSet,
                directory.resolve(name),
                "127.0.0.1",
                0,
                StoreNodeSettings.DEFAULT_MEMORY_BYTES,
                Optional.of(new BackupSettings(directory.resolve("backups"), betweenBackups, 2)),
                StoreNodeSettings.DEFAULT_PURGE_AFTER,
                Map.of(),
                Optional.empty()));
    }

    private static StoreNode start(StoreNodeSettings settings) {
        StoreNode node = StoreNode.start(settings);
        await().atMost(PATIENCE).until(() -> node.partitions().size() == PARTITIONS);
        return node;
    }

    /** Writes, and forgets the log of it once it is in a backup. */
    private Map<String, Version> writeBackUpAndForget(int from, int to) throws Exception {
        Map<String, Version> written = new HashMap<>();
        Map<Integer, Long> last = new HashMap<>();
        for (int i = from; i < to; i++) {
            Version version = client.write("key " + i, text(1, "value " + i));
            written.put("key " + i, version);
            last.merge(version.getPartition(), version.getOffset(), Math::max);
        }
        Map<TopicPartition, RecordsToDelete> forgotten = new HashMap<>();
        last.forEach((partition, offset) -> {
            PartitionBackups backups = new PartitionBackups(directory
                    .resolve("backups")
                    .resolve("partition-" + partition)
                    .resolve("set-0"));
            await().atMost(PATIENCE)
                    .until(() -> backups.list().stream().anyMatch(backup -> backup.applied() >= offset));
            forgotten.put(
                    new TopicPartition(Topic.KVS.topicName(), partition), RecordsToDelete.beforeOffset(offset + 1));
        });
        try (Admin admin = broker.admin()) {
            admin.deleteRecords(forgotten).all().get(30, TimeUnit.SECONDS);
        }
        return written;
    }

    @Test
    void aNewNodeBeginsWithTheNewestBackupOfAnySetAndReadsTheLogFromThere() throws Exception {
        Map<String, Version> written;
        try (StoreNode first = startNode("first", 0)) {
            assertThat(first.partitions()).hasSize(PARTITIONS);
            written = writeBackUpAndForget(0, 40);
        }
        Version later = client.write("later", text(1, "later"));

        try (StoreNode second = startNode("second", 1)) {
            written.forEach((key, version) ->
                    assertThat(read(second.address(), key, version)).isPresent());
            assertThat(read(second.address(), "later", later)).contains(text(1, "later"));
        }
    }

    @Test
    void aNodeThatWasAwayLongerThanTheLogIsKeptBeginsWithABackup() throws Exception {
        startNode("away", 1).close();
        Version before = client.write("before", text(1, "before"));
        Map<String, Version> written;
        try (StoreNode other = startNode("other", 0)) {
            assertThat(other.partitions()).hasSize(PARTITIONS);
            written = writeBackUpAndForget(0, 40);
        }

        try (StoreNode back = startNode("away", 1)) {
            written.forEach((key, version) ->
                    assertThat(read(back.address(), key, version)).isPresent());
            assertThat(read(back.address(), "before", version(before.getPartition(), -1)))
                    .isPresent();
        }
    }

    private static BackupReply backUp(StoreNode node) {
        ManagedChannel channel =
                ManagedChannelBuilder.forTarget(node.address()).usePlaintext().build();
        try {
            return StoreGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .backup(BackupRequest.getDefaultInstance());
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void aNodeBacksUpWhenItIsAsked() {
        try (StoreNode node = startNode("asked", 0, Duration.ofDays(1))) {
            Version written = client.write("key", text(1, "value"));
            assertThat(read(node.address(), "key", written)).isPresent();

            BackupReply first = backUp(node);
            assertThat(first.getDirectory())
                    .isEqualTo(directory.resolve("backups").toString());
            assertThat(first.getBackupsList())
                    .extracting(PartitionBackup::getPartition)
                    .containsExactly(0, 1);
            assertThat(first.getBackups(written.getPartition()).getWritten().getApplied())
                    .isEqualTo(written.getOffset());
            assertThat(backUp(node).getBackups(0).getWritten().getId())
                    .isGreaterThan(first.getBackups(0).getWritten().getId());
        }
    }

    @Test
    void aNodeWithoutADirectoryForBackupsSaysSo() {
        try (StoreNode node =
                start(StoreNodeSettings.local(broker.bootstrapServers(), "none", directory.resolve("none")))) {
            assertThatThrownBy(() -> backUp(node))
                    .isInstanceOfSatisfying(
                            StatusRuntimeException.class,
                            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION))
                    .hasMessageContaining("none")
                    .hasMessageContaining("no directory for backups");
        }
    }

    @Test
    void aStoppedNodesDirectoryIsRestoredAndTheNodeGoesOnByReplay() {
        Path data = directory.resolve("node");
        StoreRestore restore = new StoreRestore(directory.resolve("backups"), data);
        Version before = client.write("before", text(1, "before"));
        Version after;
        try (StoreNode node = startNode("node", 0, Duration.ofDays(1))) {
            assertThat(read(node.address(), "before", before)).isPresent();
            backUp(node);
            after = client.write("after", text(1, "after"));
            assertThat(read(node.address(), "after", after)).isPresent();
            assertThatThrownBy(() -> restore.run(true)).hasMessageContaining("in use");
        }
        assertThatThrownBy(() -> restore.run(false))
                .isInstanceOf(StoreNodeException.class)
                .hasMessageContaining("[0, 1]");

        List<StoreRestore.Restored> restored = restore.run(true);

        assertThat(restored).extracting(StoreRestore.Restored::partition).containsExactly(0, 1);
        assertThat(restored.get(before.getPartition()).applied()).isGreaterThanOrEqualTo(before.getOffset());
        assertThat(restored.get(after.getPartition()).applied()).isLessThan(after.getOffset());
        assertThat(data.resolve("partition-0.aside")).isDirectory();
        try (StoreNode node = startNode("node", 0, Duration.ofDays(1))) {
            assertThat(read(node.address(), "before", before)).contains(text(1, "before"));
            assertThat(read(node.address(), "after", after)).contains(text(1, "after"));
        }
    }

    @Test
    void aRestoreWithoutBackupsChangesNothing() {
        StoreRestore restore = new StoreRestore(directory.resolve("nowhere"), directory.resolve("empty"));

        assertThatThrownBy(() -> restore.run(true))
                .isInstanceOf(StoreNodeException.class)
                .hasMessageContaining(directory.resolve("nowhere").toString());
        assertThat(directory.resolve("empty").resolve("partition-0")).doesNotExist();
    }
}
