package io.cloudburst.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.RegisteredFunction;
import io.cloudburst.protocol.Topic;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.FunctionContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Topics are given another partition while everything runs. */
class MorePartitionsIT {
    private static final int CALLS = 100;
    private static final int KEYS = 50;

    @Test
    void callsInANewPartitionAreAnsweredAndOlderOnesAreFound() throws Exception {
        RegisteredFunction<Integer> next = SharedStack.client()
                .register("partitions_next", (FunctionContext context, Integer x) -> x + 1)
                .function();
        List<String> before = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            CloudFuture<Integer> call = next.call(i);
            before.add(call.callId());
            assertThat(call.get()).isEqualTo(i + 1);
        }
        TopicPartition added = addOneTo(Topic.CALLS);

        // A new client knows all partitions; the job may not yet.
        try (Cloudburst cloudburst = SharedStack.connect()) {
            List<CloudFuture<Object>> calls = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                calls.add(cloudburst.function("partitions_next").call(i));
            }
            for (int i = 0; i < CALLS; i++) {
                assertThat(calls.get(i).get()).isEqualTo(i + 1);
            }
            assertThat(records(added)).as("calls in the new partition").isPositive();
            for (String id : before) {
                assertThat(cloudburst.sentCall(id).get()).as("call %s", id).isPresent();
            }
        }
    }

    @Test
    void keysStayWhereTheyAre() throws Exception {
        List<String> keys =
                IntStream.range(0, KEYS).mapToObj(i -> "partitions-key-" + i).toList();
        for (String key : keys) {
            SharedStack.client().put(key, "before");
        }
        TopicPartition added = addOneTo(Topic.KVS);

        try (Cloudburst cloudburst = SharedStack.connect()) {
            for (String key : keys) {
                assertThat(cloudburst.get(key, String.class)).as(key).contains("before");
                cloudburst.put(key, "after");
            }
        }
        for (String key : keys) {
            await().until(() -> SharedStack.client().get(key, String.class), Optional.of("after")::equals);
        }
        assertThat(records(added)).as("writes in the new partition").isZero();
    }

    private static TopicPartition addOneTo(Topic grown) throws Exception {
        String topic = grown.topicName();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", SharedStack.bootstrapServers()))) {
            int partitions = admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .partitions()
                    .size();
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions + 1)))
                    .all()
                    .get();
            return new TopicPartition(topic, partitions);
        }
    }

    private static long records(TopicPartition partition) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", SharedStack.bootstrapServers()))) {
            return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                    .partitionResult(partition)
                    .get()
                    .offset();
        }
    }
}
