package io.cloudburst.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cloudburst.protocol.Topic;
import io.cloudburst.sdk.kafka.KafkaSettings;
import io.cloudburst.sdk.kafka.TopicGuard;
import io.cloudburst.sdk.kafka.TopicPartitions;
import io.cloudburst.sdk.kafka.Topics;
import io.cloudburst.sdk.kafka.TopicsException;
import io.cloudburst.server.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Topics that somebody changes or deletes, on a real broker. */
class BadWorldsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;
    private static Admin admin;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(directory, 0);
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    @AfterAll
    static void stopBroker() {
        admin.close();
        broker.close();
    }

    private TopicGuard guard;

    @BeforeEach
    void makeTopics() {
        ensure();
        guard = TopicGuard.start(KafkaSettings.of(broker.bootstrapServers()), TopicPartitions.DEFAULT);
    }

    @AfterEach
    void stopGuard() {
        guard.close();
    }

    private static void ensure() {
        Topics.ensure(broker.bootstrapServers(), TopicPartitions.DEFAULT, PATIENCE);
    }

    private static Set<String> topics() throws Exception {
        return admin.listTopics().names().get(10, TimeUnit.SECONDS);
    }

    private static void delete(Topic topic) throws Exception {
        admin.deleteTopics(List.of(topic.topicName())).all().get(10, TimeUnit.SECONDS);
    }

    private static void set(Topic topic, String setting, String value) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName());
        Collection<AlterConfigOp> changes =
                List.of(new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET));
        admin.incrementalAlterConfigs(Map.of(resource, changes)).all().get(10, TimeUnit.SECONDS);
        // The controller has it; the broker that is asked hears of it a moment later.
        await().atMost(PATIENCE).until(() -> admin.describeConfigs(List.of(resource))
                .all()
                .get(10, TimeUnit.SECONDS)
                .get(resource)
                .get(setting)
                .value()
                .equals(value));
    }

    /** The guard looks at once when it starts: what it saw then is what a deletion is measured by. */
    private void awaitFirstLook() throws Exception {
        await().atMost(PATIENCE).until(guard::hasLooked);
    }

    @Test
    void aTopicThatIsDeletedIsMadeAnewAndWhoeverFollowedItBeginsAnew() throws Exception {
        awaitFirstLook();
        delete(Topic.REPLIES);

        assertThat(guard.replaced().toCompletableFuture())
                .succeedsWithin(PATIENCE)
                .asString()
                .startsWith("cloudburst.replies was deleted and made again");
        assertThat(topics()).contains(Topic.REPLIES.topicName());
    }

    @Test
    void ofRunsAndDeadLettersNobodyBeginsAnew() throws Exception {
        awaitFirstLook();
        delete(Topic.RUNS);
        delete(Topic.DEAD_LETTERS);

        await().atMost(PATIENCE)
                .until(() -> topics().containsAll(List.of(Topic.RUNS.topicName(), Topic.DEAD_LETTERS.topicName())));
        CompletableFuture<String> replaced = guard.replaced().toCompletableFuture();
        assertThat(replaced).isNotDone();
    }

    @Test
    void aTopicThatDoesNotTakeLargeRecordsIsRefusedUntilItDoes() throws Exception {
        set(Topic.CALLS, "max.message.bytes", "1000000");
        assertThatThrownBy(BadWorldsIT::ensure)
                .isInstanceOf(TopicsException.class)
                .hasMessageContaining("cloudburst.calls has max.message.bytes=1000000 and must have");

        set(Topic.CALLS, "max.message.bytes", Integer.toString(Topic.MAX_RECORD_BYTES));
        ensure();
    }
}
