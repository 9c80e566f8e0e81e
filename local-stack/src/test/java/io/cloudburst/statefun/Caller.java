package io.cloudburst.statefun;

import io.cloudburst.protocol.Arguments;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.Reply;
import io.cloudburst.protocol.Topic;
import io.cloudburst.protocol.Value;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Anyone with a Kafka client: writes calls, reads all replies and dead letters from when it was made. */
final class Caller implements AutoCloseable {

    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread reader = new Thread(this::read, "caller");
    private final Map<String, Queue<ConsumerRecord<byte[], byte[]>>> replies = new ConcurrentHashMap<>();
    private final Queue<ConsumerRecord<byte[], byte[]>> deadLetters = new ConcurrentLinkedQueue<>();

    Caller(String bootstrapServers) {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 0, "max.request.size", 4 * 1024 * 1024),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = List.of(Topic.REPLIES, Topic.DEAD_LETTERS).stream()
                .flatMap(topic -> consumer.partitionsFor(topic.topicName()).stream())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        reader.start();
    }

    private void read() {
        try (consumer) {
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    if (record.topic().equals(Topic.REPLIES.topicName())) {
                        replies.computeIfAbsent(
                                        new String(record.key(), StandardCharsets.UTF_8),
                                        id -> new ConcurrentLinkedQueue<>())
                                .add(record);
                    } else {
                        deadLetters.add(record);
                    }
                }
            }
        } catch (WakeupException e) {
            // closed
        }
    }

    /** Publishes any record as a call. */
    Future<RecordMetadata> publish(ProducerRecord<byte[], byte[]> record) {
        return producer.send(record);
    }

    Future<RecordMetadata> publish(String key, byte[] value) {
        return publish(new ProducerRecord<>(Topic.CALLS.topicName(), key == null ? null : utf8(key), value));
    }

    Future<RecordMetadata> publishJson(String key, String json) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(Topic.CALLS.topicName(), key == null ? null : utf8(key), utf8(json));
        record.headers().add("content-type", utf8("application/json"));
        return publish(record);
    }

    /** Calls a function with one integer. */
    Future<RecordMetadata> call(String id, String function, int argument, int replyPartition) {
        return publish(
                id,
                Call.newBuilder()
                        .setId(id)
                        .setFunction(function)
                        .addArguments(Arguments.newBuilder()
                                .setNode(function)
                                .addValues(Value.newBuilder().setInt32(argument)))
                        .setReplyPartition(replyPartition)
                        .build()
                        .toByteArray());
    }

    boolean isAnswered(String... ids) {
        return replies.keySet().containsAll(List.of(ids));
    }

    /** All that came for a call. */
    List<ConsumerRecord<byte[], byte[]>> records(String id) {
        return List.copyOf(replies.getOrDefault(id, new ConcurrentLinkedQueue<>()));
    }

    Reply reply(String id) throws Exception {
        return Reply.parseFrom(records(id).get(0).value());
    }

    List<ConsumerRecord<byte[], byte[]>> deadLetters() {
        return List.copyOf(deadLetters);
    }

    @Override
    public void close() {
        consumer.wakeup();
        producer.close(Duration.ofSeconds(1));
        try {
            reader.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
