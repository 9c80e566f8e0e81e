package io.cloudburst.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudburst.protocol.Topic;
import io.cloudburst.sdk.kafka.KafkaSettings;
import io.cloudburst.sdk.kafka.TopicPartitions;
import io.cloudburst.sdk.kafka.Topics;
import io.cloudburst.sdk.kafka.TopicsException;
import io.cloudburst.sdk.registry.Registry;
import io.cloudburst.sdk.registry.StorePartitions;
import io.cloudburst.server.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicsIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;
    private static Admin admin;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(directory, 0);
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    @AfterAll
    static void stop() {
        admin.close();
        broker.close();
    }

    @AfterEach
    void deleteTopics() throws Exception {
        Collection<String> topics = admin.listTopics().names().get();
        admin.deleteTopics(topics).all().get();
        Awaitility.await()
                .atMost(TIMEOUT)
                .until(() -> admin.listTopics().names().get().isEmpty());
    }

    @Test
    void missingTopicsAreMadeWithTheirSettings() throws Exception {
        Topics.ensure(broker.bootstrapServers(), new TopicPartitions(2, 3, 5), TIMEOUT);

        for (Topic topic : Topic.values()) {
            Config config = configOf(topic);
            topic.settings().forEach((key, value) -> assertThat(config.get(key).value())
                    .as(topic + " " + key)
                    .isEqualTo(value));
        }
        assertThat(partitionsOf(Topic.CALLS)).isEqualTo(2);
        assertThat(partitionsOf(Topic.REPLIES)).isEqualTo(3);
        assertThat(partitionsOf(Topic.KVS)).isEqualTo(5);
        assertThat(partitionsOf(Topic.REGISTRY)).isEqualTo(1);
    }

    @Test
    void topicsThatExistAreLeftAsTheyAre() throws Exception {
        create(Topic.REPLIES, 7, Map.of("retention.ms", "123456"));

        Topics.ensure(admin, TopicPartitions.DEFAULT, TIMEOUT);
        Topics.ensure(admin, new TopicPartitions(9, 9, 9), TIMEOUT);

        assertThat(partitionsOf(Topic.REPLIES)).isEqualTo(7);
        assertThat(partitionsOf(Topic.CALLS)).isEqualTo(TopicPartitions.DEFAULT.calls());
        assertThat(configOf(Topic.REPLIES).get("retention.ms").value()).isEqualTo("123456");
    }

    @Test
    void keysArePlacedByThePartitionsThatTheStoreBeganWith() throws Exception {
        KafkaSettings kafka = KafkaSettings.of(broker.bootstrapServers());
        Topics.ensure(admin, new TopicPartitions(1, 1, 4), TIMEOUT);
        try (Registry registry = Registry.follow(kafka, "topics-it")) {
            StorePartitions.note(kafka, "topics-it", TIMEOUT);
            admin.createPartitions(Map.of(Topic.KVS.topicName(), NewPartitions.increaseTo(6)))
                    .all()
                    .get();
            StorePartitions.note(kafka, "topics-it", TIMEOUT);
            assertThat(StorePartitions.of(kafka, "topics-it", registry, TIMEOUT))
                    .isEqualTo(4);

            admin.deleteTopics(List.of(Topic.KVS.topicName())).all().get();
            Awaitility.await()
                    .atMost(TIMEOUT)
                    .until(() -> !admin.listTopics().names().get().contains(Topic.KVS.topicName()));
            Topics.ensure(admin, new TopicPartitions(1, 1, 3), TIMEOUT);
            assertThat(StorePartitions.of(kafka, "topics-it", registry, TIMEOUT))
                    .as("of another topic, before it is written down")
                    .isEqualTo(3);
            StorePartitions.note(kafka, "topics-it", TIMEOUT);
            assertThat(StorePartitions.of(kafka, "topics-it", registry, TIMEOUT))
                    .isEqualTo(3);
        }
    }

    @Test
    void severalAtOnceDoNotDisturbEachOther() {
        CompletableFuture<?>[] all = Arrays.stream(new int[8])
                .mapToObj(ignored -> CompletableFuture.runAsync(
                        () -> Topics.ensure(broker.bootstrapServers(), TopicPartitions.DEFAULT, TIMEOUT)))
                .toArray(CompletableFuture<?>[]::new);

        assertThat(CompletableFuture.allOf(all)).succeedsWithin(TIMEOUT);
    }

    @Test
    void aRegistryThatForgetsIsRefused() throws Exception {
        create(Topic.REGISTRY, 1, Map.of("cleanup.policy", "delete"));

        assertThatThrownBy(() -> Topics.ensure(admin, TopicPartitions.DEFAULT, TIMEOUT))
                .isInstanceOf(TopicsException.class)
                .hasMessageContaining("cloudburst.registry has cleanup.policy=delete")
                .hasMessageContaining("must have cleanup.policy=compact");
    }

    @Test
    void aRegistryWithoutATotalOrderIsRefused() throws Exception {
        create(Topic.REGISTRY, 2, Map.of("cleanup.policy", "compact"));

        assertThatThrownBy(() -> Topics.ensure(admin, TopicPartitions.DEFAULT, TIMEOUT))
                .isInstanceOf(TopicsException.class)
                .hasMessageContaining("cloudburst.registry has 2 partitions and must have 1");
    }

    private static void create(Topic topic, int partitions, Map<String, String> settings) throws Exception {
        admin.createTopics(List.of(new NewTopic(topic.topicName(), partitions, (short) 1).configs(settings)))
                .all()
                .get();
    }

    private static Config configOf(Topic topic) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName());
        return admin.describeConfigs(List.of(resource)).all().get().get(resource);
    }

    private static int partitionsOf(Topic topic) throws Exception {
        return admin.describeTopics(List.of(topic.topicName()))
                .allTopicNames()
                .get()
                .get(topic.topicName())
                .partitions()
                .size();
    }
}
