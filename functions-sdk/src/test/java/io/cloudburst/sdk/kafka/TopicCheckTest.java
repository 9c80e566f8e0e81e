package io.cloudburst.sdk.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudburst.protocol.Topic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Topics that somebody else has made. */
class TopicCheckTest {
    private static TopicDescription topic(Topic topic, int partitions, int replicas) {
        List<Node> nodes = IntStream.range(0, replicas)
                .mapToObj(id -> new Node(id, "h", 1))
                .toList();
        return new TopicDescription(
                topic.topicName(),
                false,
                IntStream.range(0, partitions)
                        .mapToObj(number -> new TopicPartitionInfo(number, nodes.get(0), nodes, nodes))
                        .toList());
    }

    private static Config config(Topic topic, String... others) {
        Map<String, String> settings = new HashMap<>(topic.settings());
        for (int i = 0; i < others.length; i += 2) {
            settings.put(others[i], others[i + 1]);
        }
        return new Config(settings.entrySet().stream()
                .map(each -> new ConfigEntry(each.getKey(), each.getValue()))
                .toList());
    }

    @ParameterizedTest
    @EnumSource
    void thoseThatAreMadeHereWillDo(Topic topic) {
        assertThatCode(() -> TopicCheck.check(topic, topic(topic, 1, 1), config(topic)))
                .doesNotThrowAnyException();
        assertThat(TopicCheck.doubts(topic, config(topic))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "KVS, cleanup.policy, compact, delete",
        "REGISTRY, cleanup.policy, 'compact,delete', compact",
        "REPLIES, max.message.bytes, 1048588, 2097152",
        "CALLS, min.insync.replicas, 2, 1"
    })
    void whatMakesTheSystemWrongIsRefusedInOneLineThatSaysWhatToDo(
            Topic topic, String setting, String value, String wanted) {
        assertThatThrownBy(() -> TopicCheck.check(topic, topic(topic, 1, 1), config(topic, setting, value)))
                .isInstanceOf(TopicsException.class)
                .hasMessage(
                        "The topic %1$s has %2$s=%3$s and must have %2$s=%4$s. Change it (kafka-configs.sh --alter --entity-type topics --entity-name %1$s --add-config %2$s=%4$s), or use another broker.",
                        topic.topicName(), setting, value, wanted);
    }

    @Test
    void anOrderedTopicWithSeveralPartitionsIsRefused() {
        assertThatThrownBy(() -> TopicCheck.check(Topic.REGISTRY, topic(Topic.REGISTRY, 3, 1), config(Topic.REGISTRY)))
                .hasMessageContaining("cloudburst.registry has 3 partitions and must have 1");
    }

    @Test
    void asManyInSyncAsThereAreReplicasWillDo() {
        assertThatCode(() -> TopicCheck.check(
                        Topic.CALLS, topic(Topic.CALLS, 4, 3), config(Topic.CALLS, "min.insync.replicas", "2")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "KVS, retention.ms, 60000, 604800000",
        "CALLS, retention.bytes, 1000000, -1",
        "REGISTRY, unclean.leader.election.enable, true, false"
    })
    void whatMayLoseSomethingIsSaidAndTaken(Topic topic, String setting, String value, String better) {
        Config config = config(topic, setting, value);

        assertThatCode(() -> TopicCheck.check(topic, topic(topic, 1, 1), config))
                .doesNotThrowAnyException();
        assertThat(TopicCheck.doubts(topic, config)).singleElement().satisfies(line -> assertThat(line)
                .startsWith("The topic %s has %s=%s: ".formatted(topic.topicName(), setting, value))
                .contains("--add-config " + setting + "=" + better));
    }

    @Test
    void whatIsKeptForEverIsNoDoubt() {
        assertThat(TopicCheck.doubts(Topic.KVS, config(Topic.KVS, "retention.ms", "-1")))
                .isEmpty();
    }
}
