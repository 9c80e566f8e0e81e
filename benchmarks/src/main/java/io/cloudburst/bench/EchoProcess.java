package io.cloudburst.bench;

import io.cloudburst.sdk.kafka.KafkaSettings;
import io.cloudburst.server.RoleProcess;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The least that anything between two topics can do: sends each record on as it came. A process of its own. */
public final class EchoProcess {
    private EchoProcess() {}

    /** @param args host:port of the broker, the topic to read, and the topic to write */
    public static void main(String[] args) {
        KafkaSettings kafka = KafkaSettings.of(args[0]);
        try (var consumer = new KafkaConsumer<>(
                        kafka.consumer("echo"), new ByteArrayDeserializer(), new ByteArrayDeserializer());
                var producer = new KafkaProducer<>(
                        kafka.producer("echo"), new ByteArraySerializer(), new ByteArraySerializer())) {
            TopicPartition partition = new TopicPartition(args[1], 0);
            consumer.assign(List.of(partition));
            consumer.seekToEnd(List.of(partition));
            consumer.position(partition);
            producer.partitionsFor(args[2]);
            System.out.println(RoleProcess.READY);
            while (!Thread.currentThread().isInterrupted()) {
                for (ConsumerRecord<byte[], byte[]> log : consumer.poll(Duration.ofSeconds(1))) {
                    producer.send(new ProducerRecord<>(args[2], 0, log.key(), log.value()));
                }
            }
        }
    }
}
