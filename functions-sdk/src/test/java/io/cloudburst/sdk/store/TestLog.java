package io.cloudburst.sdk.store;

import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.protocol.Topic;
import io.cloudburst.protocol.Update;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** The store's log in memory. Its nodes apply each update before the write is acknowledged, unless they are held. */
final class TestLog {
    private final int partitions;
    private final List<List<Entry>> entries = new ArrayList<>();
    private final List<TestNode> nodes = new ArrayList<>();

    record Entry(int partition, long offset, String key, Lattice<?> delta) {}

    TestLog(int partitions) {
        this.partitions = partitions;
        Stream.generate(() -> new ArrayList<Entry>()).limit(partitions).forEach(entries::add);
    }

    int partitions() {
        return partitions;
    }

    int partitionOf(String key) {
        return KeyPlace.of(key, partitions).partition();
    }

    synchronized void follow(TestNode node) {
        nodes.add(node);
        entries.forEach(partition -> partition.forEach(node::apply));
    }

    /** As another client writes. */
    synchronized StoreVersion append(String key, Lattice<?> delta) {
        List<Entry> partition = entries.get(partitionOf(key));
        Entry entry = new Entry(partitionOf(key), partition.size(), key, delta);
        partition.add(entry);
        nodes.forEach(node -> node.apply(entry));
        return new StoreVersion(entry.partition(), entry.offset());
    }

    Producer<byte[], byte[]> producer() {
        return new MockProducer<>() {
            @Override
            public List<PartitionInfo> partitionsFor(String topic) {
                return Stream.generate(() -> new PartitionInfo(topic, 0, null, null, null))
                        .limit(partitions)
                        .toList();
            }

            @Override
            public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> log, Callback callback) {
                try {
                    StoreVersion version = append(
                            new String(log.key(), StandardCharsets.UTF_8),
                            LatticeCodec.decode(
                                    Update.parseFrom(log.value()).getDelta().toByteArray()));
                    RecordMetadata metadata = new RecordMetadata(
                            new TopicPartition(Topic.KVS.topicName(), version.partition()),
                            version.offset(),
                            0,
                            0,
                            0,
                            0);
                    callback.onCompletion(metadata, null);
                    return CompletableFuture.completedFuture(metadata);
                } catch (java.io.IOException e) {
                    throw new IllegalArgumentException(e);
                }
            }
        };
    }
}
