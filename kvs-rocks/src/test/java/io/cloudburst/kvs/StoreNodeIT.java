package io.cloudburst.kvs;

import static io.cloudburst.kvs.StoreTestClient.get;
import static io.cloudburst.kvs.StoreTestClient.read;
import static io.cloudburst.kvs.StoreTestClient.text;
import static io.cloudburst.kvs.StoreTestClient.version;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.protocol.GetReply;
import io.cloudburst.protocol.RegistryEntry;
import io.cloudburst.protocol.StoreNodeEntry;
import io.cloudburst.protocol.Topic;
import io.cloudburst.protocol.Version;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Store nodes on a real broker, written to through the log and read over RPC. */
class StoreNodeIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int PARTITIONS = 4;

    @TempDir
    private Path directory;

    private final List<StoreNode> nodes = new ArrayList<>();
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
        nodes.forEach(StoreNode::close);
        client.close();
        broker.close();
    }

    private StoreNode startNode(String name) {
        StoreNode node =
                StoreNode.start(StoreNodeSettings.local(broker.bootstrapServers(), name, directory.resolve(name)));
        nodes.add(node);
        return node;
    }

    private void awaitPartitions(StoreNode node, int count) {
        await().atMost(PATIENCE).until(() -> node.partitions().size() == count);
    }

    @Test
    void aWriteIsReadWithItsVersion() {
        StoreNode node = startNode("a");
        awaitPartitions(node, PARTITIONS);

        Version version = client.write("greeting", text(1, "hello"));

        assertThat(read(node.address(), "greeting", version)).contains(text(1, "hello"));
        assertThat(read(node.address(), "nothing", version(version.getPartition(), -1)))
                .isEmpty();
    }

    @Test
    void aReadOfAVersionToComeWaitsForItAndNotLongerThanItsDeadline() {
        StoreNode node = startNode("a");
        awaitPartitions(node, PARTITIONS);
        Version version = client.write("greeting", text(1, "hello"));
        Version next = version(version.getPartition(), version.getOffset() + 1);

        assertStatus(
                () -> get(node.address(), "greeting", next, Duration.ofMillis(200)), Status.Code.DEADLINE_EXCEEDED);
        assertThat(read(node.address(), "greeting", version)).isPresent();
    }

    @Test
    void aReadOfAnotherNodesPartitionIsRefused() {
        StoreNode node = startNode("a");
        awaitPartitions(node, PARTITIONS);

        assertStatus(
                () -> get(node.address(), "greeting", version(99, -1), Duration.ofSeconds(20)),
                Status.Code.FAILED_PRECONDITION);
    }

    @Test
    void aRestartedNodeGoesOnWhereItWas() {
        StoreNode node = startNode("a");
        awaitPartitions(node, PARTITIONS);
        Version before = client.write("before", text(1, "x"));
        assertThat(read(node.address(), "before", before)).isPresent();
        node.close();
        Version meanwhile = client.write("meanwhile", text(1, "y"));

        StoreNode restarted = startNode("a");
        awaitPartitions(restarted, PARTITIONS);

        assertThat(read(restarted.address(), "before", before)).contains(text(1, "x"));
        assertThat(read(restarted.address(), "meanwhile", meanwhile)).contains(text(1, "y"));
    }

    @Test
    void aNewNodeReadsTheWholeLogBeforeItAnswers() {
        Map<String, Version> written = new TreeMap<>();
        for (int i = 0; i < 200; i++) {
            written.put("key-" + i, client.write("key-" + i, text(i, "value " + i)));
        }
        StoreNode node = startNode("a");
        awaitPartitions(node, PARTITIONS);

        for (int i = 0; i < 200; i++) {
            Version anything = version(written.get("key-" + i).getPartition(), -1);
            assertThat(read(node.address(), "key-" + i, anything)).contains(text(i, "value " + i));
        }
    }

    @Test
    void theNodesOfASetShareThePartitionsAndTakeThoseOfOneThatLeaves() throws Exception {
        Version version = client.write("greeting", text(1, "hello"));
        StoreNode a = startNode("a");
        awaitPartitions(a, PARTITIONS);
        // A watch ends with the state that it is of.
        LostPartitions lost = LostPartitions.watch(a.address(), PARTITIONS);
        StoreNode b = startNode("b");
        try (lost) {
            awaitPartitions(b, PARTITIONS / 2);
            awaitPartitions(a, PARTITIONS / 2);
            await().atMost(PATIENCE).until(() -> lost.numbers().containsAll(b.partitions()));
            assertThat(lost.numbers()).isEqualTo(b.partitions());
        }

        Set<Integer> all = new TreeSet<>(a.partitions());
        all.addAll(b.partitions());
        assertThat(all).hasSize(PARTITIONS);
        StoreNode owner = a.partitions().contains(version.getPartition()) ? a : b;
        assertThat(read(owner.address(), "greeting", version)).contains(text(1, "hello"));

        a.close();
        awaitPartitions(b, PARTITIONS);
        assertThat(read(b.address(), "greeting", version)).contains(text(1, "hello"));
    }

    @Test
    void aNodeAnnouncesItsPartitionsAndWithdrawsWhenItStops() throws Exception {
        StoreNode node = startNode("a");
        awaitPartitions(node, PARTITIONS);
        await().atMost(PATIENCE).untilAsserted(() -> {
            StoreNodeEntry entry =
                    RegistryEntry.parseFrom(lastAnnouncement().value()).getStoreNode();
            assertThat(entry.getName()).isEqualTo("a");
            assertThat(entry.getAddress()).isEqualTo(node.address());
            assertThat(entry.getPartitionsList()).containsExactly(0, 1, 2, 3);
        });

        node.close();

        assertThat(lastAnnouncement().value()).isNull();
    }

    private ConsumerRecord<byte[], byte[]> lastAnnouncement() {
        List<ConsumerRecord<byte[], byte[]>> entries = client.readAll(Topic.REGISTRY);
        assertThat(entries).isNotEmpty();
        ConsumerRecord<byte[], byte[]> last = entries.get(entries.size() - 1);
        assertThat(new String(last.key(), UTF_8)).isEqualTo("store-node/a");
        return last;
    }

    @Test
    void garbageGoesToTheDeadLettersAndTheOthersGoOn() {
        StoreNode node = startNode("a");
        awaitPartitions(node, PARTITIONS);
        client.write("key", text(1, "before"));
        Version garbage = client.writeRaw("key", "garbage".getBytes(UTF_8));
        Version after = client.write("key", text(2, "after"));

        assertThat(read(node.address(), "key", after)).contains(text(2, "after"));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(client.readAll(Topic.DEAD_LETTERS))
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.key()).isEqualTo("key".getBytes(UTF_8));
                    assertThat(letter.value()).isEqualTo("garbage".getBytes(UTF_8));
                    assertThat(header(letter, "topic")).isEqualTo(Topic.KVS.topicName());
                    assertThat(header(letter, "partition")).isEqualTo(Integer.toString(garbage.getPartition()));
                    assertThat(header(letter, "offset")).isEqualTo(Long.toString(garbage.getOffset()));
                    assertThat(header(letter, "reason")).contains("not an Update");
                }));
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), UTF_8);
    }

    @Test
    void aNodeMayComeUpBeforeItsTopics() throws Exception {
        try (TestBroker bare = TestBroker.start(directory.resolve("bare"));
                StoreNode node = StoreNode.start(
                        StoreNodeSettings.local(bare.bootstrapServers(), "a", directory.resolve("early")))) {
            Version nowhere = version(0, -1);
            assertStatus(
                    () -> get(node.address(), "greeting", nowhere, Duration.ofSeconds(20)),
                    Status.Code.FAILED_PRECONDITION);
            bare.createTopics(1);

            awaitPartitions(node, 1);
            assertThat(read(node.address(), "greeting", nowhere)).isEmpty();
        }
    }

    @Test
    void aNodeWaitsForABrokerThatIsAway() throws Exception {
        StoreNode node = startNode("a");
        awaitPartitions(node, PARTITIONS);
        Version version = client.write("greeting", text(1, "hello"));
        assertThat(read(node.address(), "greeting", version)).isPresent();

        broker.stop();
        assertThat(read(node.address(), "greeting", version)).contains(text(1, "hello"));
        broker.start();

        Version next = client.write("greeting", text(2, "hello again"));
        assertThat(read(node.address(), "greeting", next)).contains(text(2, "hello again"));
    }

    @Test
    void whatTheLogHasLostBeforeANodeSawItIsSkipped() throws Exception {
        Version lost = client.write("greeting", text(1, "hello"));
        Version kept = client.write("greeting", text(2, "hello again"));
        TopicPartition partition = new TopicPartition(Topic.KVS.topicName(), lost.getPartition());
        try (Admin admin = broker.admin()) {
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(kept.getOffset())))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
        StoreNode node = startNode("a");
        awaitPartitions(node, PARTITIONS);

        assertThat(read(node.address(), "greeting", lost)).contains(text(2, "hello again"));
    }

    @Test
    void aLogThatWasDeletedAndMadeAgainIsReadAnew() throws Exception {
        StoreNode node = startNode("a");
        awaitPartitions(node, PARTITIONS);
        for (int i = 0; i < 5; i++) {
            client.write("old", text(i, "old"));
        }
        node.close();
        try (Admin admin = broker.admin()) {
            admin.deleteTopics(List.of(Topic.KVS.topicName())).all().get(30, TimeUnit.SECONDS);
            await().atMost(PATIENCE)
                    .until(() -> !admin.listTopics().names().get().contains(Topic.KVS.topicName()));
        }
        broker.createTopic(Topic.KVS, PARTITIONS);
        client.close();
        client = new StoreTestClient(broker.bootstrapServers());
        Version version = client.write("new", text(1, "new"));

        StoreNode restarted = startNode("a");
        awaitPartitions(restarted, PARTITIONS);

        assertThat(read(restarted.address(), "new", version)).contains(text(1, "new"));
        for (int partition : restarted.partitions()) {
            assertThat(read(restarted.address(), "old", version(partition, -1))).isEmpty();
        }
    }

    @Test
    void aSecondNodeOfANameStopsTheFirst() {
        StoreNode first = startNode("a");
        awaitPartitions(first, PARTITIONS);

        StoreNode second =
                StoreNode.start(StoreNodeSettings.local(broker.bootstrapServers(), "a", directory.resolve("another")));
        nodes.add(second);

        awaitPartitions(second, PARTITIONS);
        assertThatThrownBy(() -> first.stopped().toCompletableFuture().get(40, TimeUnit.SECONDS))
                .hasMessageContaining("another store node with the name a");
        first.close();
        assertThat(lastAnnouncement().value()).isNotNull();
    }

    @Test
    void aDirectoryIsForOneNode() {
        startNode("a");

        assertThatThrownBy(() -> startNode("a"))
                .isInstanceOf(StoreNodeException.class)
                .hasMessageContaining("in use by another store node");
    }

    @Test
    void theLargestValueIsReadBack() {
        StoreNode node = startNode("a");
        awaitPartitions(node, PARTITIONS);
        byte[] large = new byte[Topic.MAX_RECORD_BYTES - 1024];
        Arrays.fill(large, (byte) 7);

        Version version = client.write("large", LastWriterWins.of(1, 1, large));

        GetReply reply = get(node.address(), "large", version, Duration.ofSeconds(20));
        assertThat(reply.getValue().size()).isGreaterThan(large.length);
    }

    private static void assertStatus(ThrowingCallable call, Status.Code code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StatusRuntimeException.class, failure -> assertThat(
                        failure.getStatus().getCode())
                .isEqualTo(code));
    }
}
