package io.cloudburst.client;

import io.cloudburst.protocol.Topic;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.deadline.Await;
import io.cloudburst.sdk.kafka.KafkaSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Asks the brokers how the topics are. */
final class TopicStatuses {
    /** Which commits what it has read with each checkpoint. */
    private static final String JOB_GROUP = "cloudburst-job";

    private final KafkaSettings kafka;
    private final String clientId;

    TopicStatuses(KafkaSettings kafka, String clientId) {
        this.kafka = kafka;
        this.clientId = clientId;
    }

    /** @throws CloudburstException {@link ErrorCode#TIMEOUT} or {@link ErrorCode#UNAVAILABLE} if the brokers do not say */
    List<TopicStatus> ask(Duration timeout) {
        Map<String, Object> properties = kafka.admin(clientId);
        properties.put("default.api.timeout.ms", Long.toString(timeout.toMillis()));
        properties.put("request.timeout.ms", Long.toString(timeout.toMillis()));
        try (Admin admin = Admin.create(properties)) {
            List<String> names =
                    Arrays.stream(Topic.values()).map(Topic::topicName).toList();
            Map<String, TopicDescription> topics =
                    await(admin.describeTopics(names).allTopicNames(), timeout);
            List<TopicPartition> partitions = topics.values().stream()
                    .flatMap(topic -> topic.partitions().stream()
                            .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                    .toList();
            Map<TopicPartition, ListOffsetsResultInfo> first =
                    offsets(admin, partitions, OffsetSpec.earliest(), timeout);
            Map<TopicPartition, ListOffsetsResultInfo> last = offsets(admin, partitions, OffsetSpec.latest(), timeout);
            Map<TopicPartition, OffsetAndMetadata> read =
                    await(admin.listConsumerGroupOffsets(JOB_GROUP).partitionsToOffsetAndMetadata(), timeout);
            return names.stream()
                    .map(name -> status(name, topics.get(name).partitions().size(), first, last, read))
                    .toList();
        } catch (KafkaException e) {
            throw new CloudburstException(
                    ErrorCode.UNAVAILABLE, "how the topics are is not known: " + e.getMessage(), e);
        }
    }

    private static TopicStatus status(
            String name,
            int partitions,
            Map<TopicPartition, ListOffsetsResultInfo> first,
            Map<TopicPartition, ListOffsetsResultInfo> last,
            Map<TopicPartition, OffsetAndMetadata> read) {
        long records = 0;
        long lag = 0;
        for (int i = 0; i < partitions; i++) {
            TopicPartition partition = new TopicPartition(name, i);
            long begin = first.get(partition).offset();
            long end = last.get(partition).offset();
            records += end - begin;
            OffsetAndMetadata committed = read.get(partition);
            lag += Math.max(0, end - (committed == null ? begin : committed.offset()));
        }
        return new TopicStatus(
                name,
                partitions,
                records,
                name.equals(Topic.CALLS.topicName()) ? OptionalLong.of(lag) : OptionalLong.empty());
    }

    private static Map<TopicPartition, ListOffsetsResultInfo> offsets(
            Admin admin, List<TopicPartition> partitions, OffsetSpec which, Duration timeout) {
        return await(
                admin.listOffsets(partitions.stream().collect(Collectors.toMap(each -> each, each -> which)))
                        .all(),
                timeout);
    }

    private static <T> T await(KafkaFuture<T> answer, Duration timeout) {
        return Await.result(
                answer.toCompletionStage().toCompletableFuture(), timeout, "the question how the topics are");
    }
}
