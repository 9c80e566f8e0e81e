package io.cloudburst.kvs;

import static io.cloudburst.kvs.StoreTestClient.read;
import static io.cloudburst.kvs.StoreTestClient.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.lattices.Max;
import io.cloudburst.protocol.Topic;
import io.cloudburst.protocol.Version;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects that are dead for long disappear from all replica sets. */
class StoreNodePurgeIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final List<StoreNode> nodes = new ArrayList<>();
    private TestBroker broker;
    private StoreTestClient client;

    @BeforeEach
    void start() throws Exception {
        broker = TestBroker.start(directory.resolve("broker"));
        broker.createTopics(1);
        client = new StoreTestClient(broker.bootstrapServers());
    }

    @AfterEach
    void stop() {
        nodes.forEach(StoreNode::close);
        client.close();
        broker.close();
    }

    private StoreNode startNode(int replicaSet, Duration purgeAfter) {
        String name = "node-" + replicaSet;
        StoreNode node = StoreNode.start(new StoreNodeSettings(
                broker.bootstrapServers(),
                name,
                replicaSet,
                directory.resolve(name),
                "127.0.0.1",
                0,
                StoreNodeSettings.DEFAULT_MEMORY_BYTES,
                Optional.empty(),
                purgeAfter,
                Map.of(),
                Optional.empty()));
        nodes.add(node);
        await().atMost(PATIENCE).until(() -> node.partitions().size() == 1);
        return node;
    }

    private void awaitPurged(String key, Version written) {
        for (StoreNode node : nodes) {
            await().atMost(PATIENCE)
                    .until(() -> read(node.address(), key, written).isEmpty());
        }
    }

    @Test
    void deadObjectsArePurgedFromAllReplicaSetsAndLiveOnesStay() {
        long now = System.currentTimeMillis();
        client.write("deleted", text(1, "value"));
        Version deleted = client.write("deleted", LastWriterWins.deleted(2, 1));
        Version expired = client.write("expired", LastWriterWins.expiring(1, 1, new byte[] {1}, now));
        Version expiring = client.write("expiring", LastWriterWins.expiring(1, 1, new byte[] {1}, now + 3_600_000));
        Version live = client.write("live", text(1, "value"));
        Version other = client.write("other", Max.of(3));
        // Only one set asks; the other is told by the log.
        startNode(0, Duration.ofSeconds(1));
        startNode(1, Duration.ofDays(1));

        awaitPurged("deleted", deleted);
        awaitPurged("expired", expired);
        Version again = client.write("deleted", Max.of(7));
        for (StoreNode node : nodes) {
            assertThat(read(node.address(), "deleted", again)).contains(Max.of(7));
            assertThat(read(node.address(), "expiring", expiring)).isPresent();
            assertThat(read(node.address(), "live", live)).contains(text(1, "value"));
            assertThat(read(node.address(), "other", other)).contains(Max.of(3));
        }
        assertThat(client.readAll(Topic.DEAD_LETTERS)).isEmpty();
    }

    @Test
    void whatTheLogHasAnUpdateOfSinceStaysWhateverTheValuesSay() {
        // Both are dead since 1970 by their own timestamps. Keys are looked at in their order.
        Version before = client.write("b", LastWriterWins.deleted(1, 1));
        Version lately = client.write("a", LastWriterWins.deleted(1, 1), System.currentTimeMillis() + 600_000);
        StoreNode node = startNode(0, Duration.ofSeconds(1));

        awaitPurged("b", before);
        assertThat(read(node.address(), "a", lately)).contains(LastWriterWins.deleted(1, 1));
    }
}
