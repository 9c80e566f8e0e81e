package io.cloudburst.sdk.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cloudburst.protocol.RegistryEntry;
import io.cloudburst.protocol.StoreEntry;
import io.cloudburst.protocol.Topic;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.deadline.Await;
import io.cloudburst.sdk.kafka.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Keeps in the registry how many partitions {@code cloudburst.kvs} had when the store began: keys are placed by that number for ever.
 * Kafka lets anybody add partitions to a topic, and takes none away; those that are added here stay empty.
 */
public final class StorePartitions {
    private StorePartitions() {}

    /**
     * Writes the number of partitions down, unless it is there for this topic. To be done before a store node starts; the topics are
     * there.
     *
     * @param timeout of each thing that is asked
     * @throws CloudburstException if the brokers do not answer in time
     */
    public static void note(KafkaSettings kafka, String clientId, Duration timeout) {
        StoreEntry found = found(kafka, clientId, timeout);
        try (Registry registry = Registry.follow(kafka, clientId)) {
            if (noted(registry, found, timeout).isPresent()) {
                return;
            }
        }
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(kafka.producer(clientId), new ByteArraySerializer(), new ByteArraySerializer())) {
            Await.result(
                    producer.send(new ProducerRecord<>(
                            Topic.REGISTRY.topicName(),
                            RegistryCodec.STORE.getBytes(UTF_8),
                            RegistryEntry.newBuilder().setStore(found).build().toByteArray())),
                    timeout,
                    "writing down how many partitions the store has");
        }
    }

    /**
     * The number of partitions that keys are placed on: the one that is written down for the topic as it is now, or as many as that has.
     *
     * @param timeout of each thing that is asked
     * @throws CloudburstException if the brokers do not answer in time
     */
    public static int of(KafkaSettings kafka, String clientId, Registry registry, Duration timeout) {
        StoreEntry found = found(kafka, clientId, timeout);
        return noted(registry, found, timeout).orElse(found).getPartitions();
    }

    private static Optional<StoreEntry> noted(Registry registry, StoreEntry found, Duration timeout) {
        Await.result(registry.catchUp(), timeout, "reading " + Topic.REGISTRY.topicName());
        return registry.store().filter(noted -> noted.getTopicId().equals(found.getTopicId()));
    }

    private static StoreEntry found(KafkaSettings kafka, String clientId, Duration timeout) {
        String topic = Topic.KVS.topicName();
        try (Admin admin = Admin.create(kafka.admin(clientId))) {
            TopicDescription described = Await.result(
                    admin.describeTopics(List.of(topic))
                            .topicNameValues()
                            .get(topic)
                            .toCompletionStage()
                            .toCompletableFuture(),
                    timeout,
                    "asking for the partitions of " + topic);
            return StoreEntry.newBuilder()
                    .setTopicId(described.topicId().toString())
                    .setPartitions(described.partitions().size())
                    .build();
        }
    }
}
