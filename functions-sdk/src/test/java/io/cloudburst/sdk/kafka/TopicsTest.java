package io.cloudburst.sdk.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudburst.protocol.Topic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TopicsTest {

    @Test
    void aBrokerThatIsNotThereIsAnErrorThatNamesIt() throws IOException {
        String address = "127.0.0.1:" + freePort();

        assertThatThrownBy(() -> Topics.ensure(address, TopicPartitions.DEFAULT, Duration.ofMillis(300)))
                .isInstanceOf(TopicsException.class)
                .hasMessageContaining(address)
                .hasMessageContaining("within 300 ms");
    }

    @Test
    void anAddressThatIsNoneIsAnErrorThatNamesIt() {
        assertThatThrownBy(() -> Topics.ensure("nowhere", TopicPartitions.DEFAULT, Duration.ofSeconds(1)))
                .isInstanceOf(TopicsException.class)
                .hasMessageContaining("nowhere")
                .hasMessageContaining("host:port");
    }

    @Test
    void topicsInTotalOrderHaveOnePartitionWhateverIsAskedFor() {
        TopicPartitions partitions = new TopicPartitions(8, 8, 8);

        for (Topic topic : Topic.values()) {
            // How many the runs have is nobody's to ask for.
            int expected = topic.singlePartition() ? 1 : topic == Topic.RUNS ? 4 : 8;
            assertThat(partitions.of(topic)).as(topic.topicName()).isEqualTo(expected);
        }
    }

    @Test
    void aTopicWithoutPartitionsIsRefused() {
        assertThatThrownBy(() -> new TopicPartitions(1, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("partitions of replies must be at least 1, not 0");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
