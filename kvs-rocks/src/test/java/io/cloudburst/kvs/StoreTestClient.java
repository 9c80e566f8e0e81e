package io.cloudburst.kvs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.protocol.GetReply;
import io.cloudburst.protocol.GetRequest;
import io.cloudburst.protocol.StoreGrpc;
import io.cloudburst.protocol.Topic;
import io.cloudburst.protocol.Update;
import io.cloudburst.protocol.Version;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes to the log and reads from nodes as any client would. */
final class StoreTestClient implements AutoCloseable {
    private final String bootstrapServers;
    private final KafkaProducer<byte[], byte[]> producer;

    StoreTestClient(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "linger.ms",
                        0,
                        "max.request.size",
                        Topic.MAX_RECORD_BYTES),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Writes and returns the version, acknowledged. */
    Version write(String key, Lattice<?> delta) {
        return writeRaw(key, update(delta));
    }

    /** As if at a time, milliseconds since the epoch. */
    Version write(String key, Lattice<?> delta, long timestamp) {
        return writeRaw(key, update(delta), timestamp);
    }

    Version writeRaw(String key, byte[] value) {
        return writeRaw(key.getBytes(UTF_8), value);
    }

    Version writeRaw(byte[] key, byte[] value) {
        return acknowledged(send(key, value));
    }

    private Version writeRaw(String key, byte[] value, long timestamp) {
        return acknowledged(producer.send(
                new ProducerRecord<>(Topic.KVS.topicName(), null, timestamp, key.getBytes(UTF_8), value)));
    }

    /** Begins a write. */
    Future<RecordMetadata> send(byte[] key, byte[] value) {
        return producer.send(new ProducerRecord<>(Topic.KVS.topicName(), key, value));
    }

    /** Waits for a write that was begun. */
    static Version acknowledged(Future<RecordMetadata> write) {
        try {
            RecordMetadata metadata = write.get(30, TimeUnit.SECONDS);
            return version(metadata.partition(), metadata.offset());
        } catch (Exception e) {
            throw new AssertionError("a write was not acknowledged", e);
        }
    }

    static byte[] update(Lattice<?> delta) {
        return Update.newBuilder()
                .setDelta(ByteString.copyFrom(LatticeCodec.encode(delta)))
                .build()
                .toByteArray();
    }

    static LastWriterWins text(long timestamp, String text) {
        return LastWriterWins.of(timestamp, 1, text.getBytes(UTF_8));
    }

    static Version version(int partition, long offset) {
        return Version.newBuilder().setPartition(partition).setOffset(offset).build();
    }

    /** One read over a connection of its own. */
    static GetReply get(String address, String key, Version atLeast, Duration deadline) {
        ManagedChannel channel =
                ManagedChannelBuilder.forTarget(address).usePlaintext().build();
        try {
            return StoreGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)
                    .get(GetRequest.newBuilder().setKey(key).setAtLeast(atLeast).build());
        } finally {
            channel.shutdownNow();
        }
    }

    static Optional<Lattice<?>> read(String address, String key, Version atLeast) {
        GetReply reply = get(address, key, atLeast, Duration.ofSeconds(20));
        return reply.hasValue()
                ? Optional.of(LatticeCodec.decode(reply.getValue().toByteArray()))
                : Optional.empty();
    }

    /** Everything that a topic of one partition has now. */
    List<ConsumerRecord<byte[], byte[]>> readAll(Topic topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic.topicName(), 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(all::add);
            }
            return all;
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
