package io.cloudburst.sdk.kafka;

import io.cloudburst.protocol.Topic;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the topics of a Cloudburst where they are missing.
 *
 * <p>A topic that exists is left as it is: its partitions and its retention are whoever made it's to choose. Only what would make
 * the system wrong is refused: a registry that forgets, a log that is compacted, a totally ordered topic with several partitions,
 * records that are not taken. What may lose something is logged.
 *
 * <p>Several processes may do this at once. Thread-safe.
 */
public final class Topics {
    /** Of the Kafka client that does it: what it logs is said by what is thrown, too. */
    public static final String CLIENT_ID = "cloudburst-topics";

    /** Between two looks at whether a new topic can be seen; there is nothing on the broker's side to wait on. */
    private static final long LOOK_AGAIN_MILLIS = 20;

    private static final Logger LOG = LoggerFactory.getLogger(Topics.class);

    private final Admin admin;
    private final String broker;
    private final long deadlineNanos;
    private final Duration timeout;

    private Topics(Admin admin, String broker, Duration timeout) {
        this.admin = admin;
        this.broker = broker;
        this.timeout = timeout;
        this.deadlineNanos = System.nanoTime() + timeout.toNanos();
    }

    /**
     * Makes every {@link Topic} that is missing, and returns when all of them can be used.
     *
     * @param bootstrapServers {@code host:port,…} of the broker, spoken to without encryption
     * @param partitions for topics that are made now
     * @param timeout bounds the whole call
     * @throws TopicsException when the broker cannot be reached in time, refuses, or has a topic that cannot be used
     */
    public static void ensure(String bootstrapServers, TopicPartitions partitions, Duration timeout) {
        ensure(KafkaSettings.of(bootstrapServers), partitions, timeout);
    }

    /** The same with brokers that are spoken to as the settings say. */
    public static void ensure(KafkaSettings kafka, TopicPartitions partitions, Duration timeout) {
        String bootstrapServers = kafka.bootstrapServers();
        Map<String, Object> properties = kafka.admin(CLIENT_ID);
        // A broker that is just starting refuses connections: meet it soon.
        properties.putIfAbsent(AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG, 50);
        try (Admin admin = Admin.create(properties)) {
            new Topics(admin, "the Kafka broker at " + bootstrapServers, timeout).ensure(partitions);
        } catch (KafkaException e) {
            throw new TopicsException(
                    "No client for the Kafka broker at " + bootstrapServers + ": " + withCause(e)
                            + ". Give host:port of a broker.",
                    e);
        }
    }

    /**
     * Makes every {@link Topic} that is missing, and returns when all of them can be used.
     *
     * @param admin stays open
     * @param partitions for topics that are made now
     * @param timeout bounds the whole call
     * @throws TopicsException when the broker cannot be reached in time, refuses, or has a topic that cannot be used
     */
    public static void ensure(Admin admin, TopicPartitions partitions, Duration timeout) {
        new Topics(admin, "the Kafka broker", timeout).ensure(partitions);
    }

    private void ensure(TopicPartitions partitions) {
        createMissing(partitions);
        for (Topic topic : Topic.values()) {
            while (!usable(topic)) {
                // Made a moment ago, and known to the controller first; or deleted a moment ago, and missing by now.
                pause();
                createMissing(partitions);
            }
        }
    }

    private void createMissing(TopicPartitions partitions) {
        Set<String> present = await(
                "list the topics",
                admin.listTopics(new ListTopicsOptions().timeoutMs(remainingMillis()))
                        .names());
        create(Arrays.stream(Topic.values())
                .filter(topic -> !present.contains(topic.topicName()))
                // No replication factor of ours: the broker's default is right for its cluster.
                .map(topic -> new NewTopic(
                                topic.topicName(), Optional.of(partitions.of(topic)), Optional.<Short>empty())
                        .configs(topic.settings()))
                .toList());
    }

    private void create(List<NewTopic> missing) {
        if (missing.isEmpty()) {
            return;
        }
        admin.createTopics(missing, new CreateTopicsOptions().timeoutMs(remainingMillis()))
                .values()
                .forEach((name, made) -> {
                    try {
                        await("create the topic " + name, made);
                    } catch (TopicsException e) {
                        // Somebody else was quicker.
                        if (!(e.getCause() instanceof TopicExistsException)) {
                            throw e;
                        }
                    }
                });
    }

    /** Whether the broker knows the topic yet. */
    private boolean usable(Topic topic) {
        String name = topic.topicName();
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
        try {
            TopicDescription description = await(
                    "describe the topic " + name,
                    admin.describeTopics(List.of(name), new DescribeTopicsOptions().timeoutMs(remainingMillis()))
                            .topicNameValues()
                            .get(name));
            Config config = await(
                            "read the settings of the topic " + name,
                            admin.describeConfigs(
                                            List.of(resource),
                                            new DescribeConfigsOptions().timeoutMs(remainingMillis()))
                                    .all())
                    .get(resource);
            TopicCheck.check(topic, description, config);
            TopicCheck.doubts(topic, config).forEach(LOG::warn);
            return true;
        } catch (TopicsException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw e;
        }
    }

    private <T> T await(String what, KafkaFuture<T> future) {
        try {
            return future.get(remainingMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw noAnswer(what, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException) {
                throw noAnswer(what, e.getCause());
            }
            throw new TopicsException(
                    "Could not " + what + " on " + broker + ": " + withCause(e.getCause()), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TopicsException("Interrupted while waiting for " + broker + " to " + what, e);
        }
    }

    private TopicsException noAnswer(String what, Throwable cause) {
        return new TopicsException(
                "No answer from " + broker + " within " + timeout.toMillis() + " ms (to " + what
                        + "). Is it running, and can it be reached from here?",
                cause);
    }

    private void pause() {
        if (System.nanoTime() >= deadlineNanos) {
            throw noAnswer("see the new topics", null);
        }
        try {
            Thread.sleep(LOOK_AGAIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TopicsException("Interrupted while waiting for " + broker, e);
        }
    }

    /** At least 1: 0 would be refused as a setting rather than be a timeout. */
    private int remainingMillis() {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        return (int) Math.max(1, Math.min(millis, Integer.MAX_VALUE));
    }

    private static String withCause(Throwable e) {
        return e.getCause() == null
                ? e.getMessage()
                : e.getMessage() + " (" + e.getCause().getMessage() + ")";
    }
}
