package io.cloudburst.sdk.kafka;

import io.cloudburst.protocol.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;

/** Whether a topic that somebody else has made, or changed, will do. Each thing that is wrong is one line that says what to do. */
final class TopicCheck {
    /** A store node, or the job, may be away for as long without losing anything. */
    private static final Duration LEAST_KEPT = Duration.ofHours(1);

    private TopicCheck() {}

    /** @throws TopicsException if it would make the system wrong */
    static void check(Topic topic, TopicDescription description, Config config) {
        String name = topic.topicName();
        int partitions = description.partitions().size();
        if (topic.singlePartition() && partitions != 1) {
            throw new TopicsException(
                    "The topic " + name + " has " + partitions
                            + " partitions and must have 1, because its records are in one order. Delete the topic, or use another broker.");
        }
        String policy = topic.settings().get("cleanup.policy");
        if (!policy.equals(value(config, "cleanup.policy").orElse(null))) {
            throw wrong(topic, config, "cleanup.policy", policy);
        }
        number(config, "max.message.bytes")
                .filter(bytes -> topic != Topic.RUNS && bytes < Topic.MAX_RECORD_BYTES)
                .ifPresent(bytes -> {
                    // The job would meet the same answer again at each of its restarts.
                    throw wrong(topic, config, "max.message.bytes", Integer.toString(Topic.MAX_RECORD_BYTES));
                });
        int replicas = description.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(1);
        number(config, "min.insync.replicas").filter(least -> least > replicas).ifPresent(least -> {
            // No write would ever be acknowledged.
            throw wrong(topic, config, "min.insync.replicas", Integer.toString(replicas));
        });
    }

    /** What works, and may lose what was acknowledged; one line each. */
    static List<String> doubts(Topic topic, Config config) {
        List<String> doubts = new ArrayList<>();
        number(config, "retention.ms")
                .filter(millis -> millis >= 0 && millis < leastKept(topic).toMillis())
                .ifPresent(millis -> doubts.add(doubt(
                        topic,
                        config,
                        "retention.ms",
                        topic.settings().get("retention.ms"),
                        "what is away for longer misses records")));
        if (topic != Topic.RUNS && topic != Topic.REPLIES) {
            number(config, "retention.bytes")
                    .filter(bytes -> bytes >= 0)
                    .ifPresent(bytes -> doubts.add(doubt(
                            topic, config, "retention.bytes", "-1", "under load records go before they are read")));
        }
        value(config, "unclean.leader.election.enable")
                .filter("true"::equals)
                .ifPresent(unclean -> doubts.add(doubt(
                        topic,
                        config,
                        "unclean.leader.election.enable",
                        "false",
                        "a broker that lacks acknowledged records may become the leader")));
        return doubts;
    }

    private static Duration leastKept(Topic topic) {
        return switch (topic) {
            case REPLIES -> Duration.ofMinutes(1);
            case CALLS, KVS -> LEAST_KEPT;
            case REGISTRY, RUNS, DEAD_LETTERS -> Duration.ZERO;
        };
    }

    private static TopicsException wrong(Topic topic, Config config, String setting, String wanted) {
        return new TopicsException("The topic %s has %s=%s and must have %s=%s. %s, or use another broker."
                .formatted(
                        topic.topicName(),
                        setting,
                        value(config, setting).orElse(null),
                        setting,
                        wanted,
                        change(topic, setting, wanted)));
    }

    private static String doubt(Topic topic, Config config, String setting, String better, String because) {
        return "The topic %s has %s=%s: %s. %s."
                .formatted(
                        topic.topicName(),
                        setting,
                        value(config, setting).orElse(null),
                        because,
                        change(topic, setting, better));
    }

    private static String change(Topic topic, String setting, String wanted) {
        return "Change it (kafka-configs.sh --alter --entity-type topics --entity-name %s --add-config %s=%s)"
                .formatted(topic.topicName(), setting, wanted);
    }

    private static Optional<Long> number(Config config, String setting) {
        return value(config, setting).map(Long::valueOf);
    }

    private static Optional<String> value(Config config, String setting) {
        return Optional.ofNullable(config.get(setting)).map(ConfigEntry::value);
    }
}
