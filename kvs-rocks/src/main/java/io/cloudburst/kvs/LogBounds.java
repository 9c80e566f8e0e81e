package io.cloudburst.kvs;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * What the broker has of some partitions of a topic at a moment.
 *
 * @param topicId which topic it is; one that was deleted and created again has another
 * @param starts the first offset that is kept, by partition
 * @param ends the offset of the next record, by partition
 */
record LogBounds(String topicId, Map<TopicPartition, Long> starts, Map<TopicPartition, Long> ends) {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /**
     * Asks the broker.
     *
     * @throws KafkaException if it does not answer in time
     */
    static LogBounds read(String topic, Collection<TopicPartition> partitions, Consumer<?, ?> consumer, Admin admin) {
        return new LogBounds(
                topicId(topic, admin),
                consumer.beginningOffsets(partitions, TIMEOUT),
                consumer.endOffsets(partitions, TIMEOUT));
    }

    private static String topicId(String topic, Admin admin) {
        try {
            return admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .get(topic)
                    .topicId()
                    .toString();
        } catch (ExecutionException e) {
            throw new KafkaException(
                    "topic " + topic + " can't be described: " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException("topic " + topic + " was not described within " + TIMEOUT.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while describing topic " + topic, e);
        }
    }
}
