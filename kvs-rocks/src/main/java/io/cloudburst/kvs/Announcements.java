package io.cloudburst.kvs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cloudburst.protocol.RegistryEntry;
import io.cloudburst.protocol.StoreNodeEntry;
import io.cloudburst.protocol.Topic;
import java.util.Set;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells everyone, through the registry, which partitions this node answers for. Used by one thread. */
final class Announcements {
    private static final Logger log = LoggerFactory.getLogger(Announcements.class);

    private final Producer<byte[], byte[]> producer;
    private final StoreNodeSettings settings;
    private final String address;
    private final RetryDelay retryDelay = new RetryDelay();
    // Null if there is nothing to withdraw.
    private Set<Integer> announced;
    // Set by the producer's thread as well.
    private volatile boolean lost;

    Announcements(Producer<byte[], byte[]> producer, StoreNodeSettings settings, String address) {
        this.producer = producer;
        this.settings = settings;
        this.address = address;
    }

    /** Announces the partitions where they are not what was announced last, or that has failed. */
    void announce(Set<Integer> partitions) {
        if (lost ? !retryDelay.isOver() : partitions.equals(announced)) {
            return;
        }
        if (lost) {
            retryDelay.begin();
        } else {
            retryDelay.reset();
        }
        lost = false;
        announced = Set.copyOf(partitions);
        StoreNodeEntry entry = StoreNodeEntry.newBuilder()
                .setName(settings.name())
                .setReplicaSet(settings.replicaSet())
                .setAddress(address)
                .addAllPartitions(partitions)
                .build();
        send(RegistryEntry.newBuilder().setStoreNode(entry).build().toByteArray());
        log.info("store node {} at {} answers for partitions {}", settings.name(), address, partitions);
    }

    /** Takes the announcement back; it is sent at the latest when the producer is closed. */
    void withdraw() {
        if (announced != null) {
            announced = null;
            send(null);
        }
    }

    /** Leaves the announcement to another node of the same name. */
    void abandon() {
        announced = null;
    }

    private void send(byte[] entry) {
        byte[] key = ("store-node/" + settings.name()).getBytes(UTF_8);
        try {
            producer.send(new ProducerRecord<>(Topic.REGISTRY.topicName(), key, entry), (metadata, failure) -> {
                if (failure != null) {
                    failed(failure);
                }
            });
        } catch (KafkaException e) {
            failed(e);
        }
    }

    private void failed(Exception failure) {
        lost = true;
        log.warn(
                "store node {} could not tell the registry what it owns; it tries again. See that the brokers at {} are up",
                settings.name(),
                settings.bootstrapServers(),
                failure);
    }
}
