package io.cloudburst.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudburst.protocol.Topic;
import io.cloudburst.sdk.kafka.TopicPartitions;
import io.cloudburst.sdk.kafka.Topics;
import io.cloudburst.server.broker.BrokerStartException;
import io.cloudburst.server.broker.EmbeddedBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    @Test
    void whatWasAcknowledgedSurvivesARestartOnAnotherPort() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0)) {
            Topics.ensure(broker.bootstrapServers(), TopicPartitions.DEFAULT, TIMEOUT);
            write(broker.bootstrapServers(), "before the restart");
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0)) {
            Topics.ensure(broker.bootstrapServers(), TopicPartitions.DEFAULT, TIMEOUT);
            write(broker.bootstrapServers(), "after the restart");
            assertThat(read(broker.bootstrapServers(), 2)).containsExactly("before the restart", "after the restart");
        }
    }

    @Test
    void whatWasAcknowledgedSurvivesAKill() throws Exception {
        int port = freePort();
        try (ChildJvm child = ChildJvm.startAndAwait(
                StackProcess.READY, StackProcess.class, "BROKER", directory.toString(), Integer.toString(port))) {
            Topics.ensure("127.0.0.1:" + port, TopicPartitions.DEFAULT, TIMEOUT);
            write("127.0.0.1:" + port, "before the kill");
            child.kill();
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, port)) {
            assertThat(read(broker.bootstrapServers(), 1)).containsExactly("before the kill");
        }
    }

    @Test
    void aPortThatIsTakenIsAnErrorThatNamesIt() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> EmbeddedBroker.start(directory, other.getLocalPort()))
                    .isInstanceOf(BrokerStartException.class)
                    .hasMessageContaining("127.0.0.1:" + other.getLocalPort());
        }
        EmbeddedBroker.start(directory, 0).close();
    }

    @Test
    void aDirectoryInUseIsAnErrorThatNamesIt() {
        EmbeddedBroker broker = EmbeddedBroker.start(directory, 0);
        try (broker) {
            assertThatThrownBy(() -> EmbeddedBroker.start(directory, 0))
                    .isInstanceOf(BrokerStartException.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining("in use");
        }
        broker.close();
    }

    @Test
    void aDirectoryThatCannotBeMadeIsAnErrorThatNamesIt() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> EmbeddedBroker.start(file.resolve("broker"), 0))
                .isInstanceOf(BrokerStartException.class)
                .hasMessageContaining(file.toString());
        assertThatThrownBy(() -> EmbeddedBroker.start(file, 0))
                .isInstanceOf(BrokerStartException.class)
                .hasMessageContaining(file.toString());
    }

    private static void write(String bootstrapServers, String text) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(Topic.CALLS.topicName(), text)).get(20, TimeUnit.SECONDS);
        }
    }

    private static List<String> read(String bootstrapServers, int count) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partition = List.of(new TopicPartition(Topic.CALLS.topicName(), 0));
            consumer.assign(partition);
            consumer.seekToBeginning(partition);
            Awaitility.await().atMost(TIMEOUT).until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
                return values.size() >= count;
            });
        }
        return values;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
