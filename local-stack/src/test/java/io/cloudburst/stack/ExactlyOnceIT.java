package io.cloudburst.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.ConnectionSettings;
import io.cloudburst.protocol.Topic;
import io.cloudburst.protocol.Update;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.RetryPolicy;
import io.cloudburst.sdk.kafka.KafkaSettings;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What functions write is there once, though they run again: after their job was killed, and after they threw. */
class ExactlyOnceIT {
    private static final int CALLS = 8_000;
    private static final int DAG_CALLS = 400;
    /** One in each of three stages, and one for each of two elements. */
    private static final int INCREMENTS_OF_A_DAG = 5;

    /** So many are answered when the job is killed. */
    private static final List<Integer> KILLS = List.of(1_500, 5_000);

    /** More than twice: a job that is killed forgets who threw, but not the attempts. */
    private static final RetryPolicy RETRIES =
            RetryPolicy.attempts(10).withBackoff(Duration.ofMillis(10), 1, Duration.ofMillis(10));

    @TempDir
    private Path directory;

    private final Deque<ChildJvm> started = new ArrayDeque<>();

    @AfterEach
    void end() {
        started.forEach(ChildJvm::close);
    }

    /** What runs in the job; in a class without the test's libraries. */
    static final class Counting {
        private static final Set<Integer> THREW = ConcurrentHashMap.newKeySet();

        private Counting() {}

        static Integer count(FunctionContext context, Integer i) {
            context.counter("hits").add(1);
            context.set("seen", Integer.class).add(i);
            context.map("squares", Integer.class).put("of " + i % 500, i % 500 * (i % 500));
            context.counter("balance").add(i % 2 == 0 ? 3 : -2);
            if (i % 20 == 0 && THREW.add(i)) {
                throw new IllegalStateException("the first attempt of " + i);
            }
            return i;
        }

        static Integer countBefore(FunctionContext context, Integer i) {
            context.counter("hits").add(1);
            return i;
        }

        static List<Integer> twice(FunctionContext context, Integer i) {
            context.counter("hits").add(1);
            return List.of(i, i);
        }

        static Integer element(FunctionContext context, Integer i) {
            context.counter("hits").add(1);
            return i;
        }

        static Integer sum(FunctionContext context, Integer i, List<Integer> both) {
            context.counter("hits").add(1);
            return i + both.get(0) + both.get(1);
        }
    }

    @Test
    void aKilledJobCountsEachCallOnce() throws IOException {
        String address = "127.0.0.1:" + freePort();
        start(StackProcess.Part.BROKER, address.substring(address.indexOf(':') + 1));
        start(StackProcess.Part.STORE, address);
        ChildJvm job = start(StackProcess.Part.JOB, address);
        try (Cloudburst cloudburst = Cloudburst.connect(ConnectionSettings.of(address)
                .withConnectTimeout(Duration.ofSeconds(30))
                .withCallTimeout(Duration.ofMinutes(4)))) {
            register(cloudburst);
            List<CloudFuture<Object>> calls = new ArrayList<>();
            List<CloudFuture<Object>> dagCalls = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                calls.add(cloudburst.function("count").call(i));
                if (i % (CALLS / DAG_CALLS) == 0) {
                    dagCalls.add(cloudburst.callDag("counts", Map.of("before", List.of(i))));
                }
            }
            for (int answered : KILLS) {
                await().atMost(Duration.ofMinutes(2))
                        .until(() -> calls.stream().filter(CloudFuture::isDone).count() >= answered);
                job.kill();
                job = start(StackProcess.Part.JOB, address);
            }
            for (int i = 0; i < CALLS; i++) {
                assertThat(calls.get(i).get()).isEqualTo(i);
            }
            for (int i = 0; i < DAG_CALLS; i++) {
                assertThat(dagCalls.get(i).get()).isEqualTo(3 * i * (CALLS / DAG_CALLS));
            }

            assertThat(cloudburst.counter("hits").value()).isEqualTo(CALLS + DAG_CALLS * INCREMENTS_OF_A_DAG);
            assertThat(cloudburst.counter("balance").value()).isEqualTo(CALLS / 2);
            assertThat(cloudburst.set("seen", Integer.class).elements())
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, CALLS).boxed().toList());
            assertThat(cloudburst.map("squares", Integer.class).entries())
                    .hasSize(500)
                    .containsEntry("of 20", 400);
            assertThat(repeatedIncrements(address))
                    .as("more than the exceptions account for: otherwise the kills came when nothing ran")
                    .isGreaterThan(2 * CALLS / 20);
        }
    }

    private static void register(Cloudburst cloudburst) {
        cloudburst.register("count", Counting::count, FunctionOptions.retrying(RETRIES));
        cloudburst.register("before", Counting::countBefore);
        cloudburst.register("twice", Counting::twice);
        cloudburst.register("element", Counting::element);
        cloudburst.register("sum", Counting::sum);
        cloudburst.registerDag(Dag.named("counts")
                .node("before")
                .node("twice", Dag.spread())
                .node("element", Dag.each())
                .node("sum")
                .edge("before", "sum")
                .edge("before", "twice")
                .edge("twice", "element")
                .edge("element", "sum")
                .build());
    }

    /** How many increments the log has whose operation was in it before. */
    private static int repeatedIncrements(String bootstrapServers) throws InvalidProtocolBufferException {
        int repeated = 0;
        Set<ByteString> operations = new HashSet<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                KafkaSettings.of(bootstrapServers).consumer("exactly-once-it"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topic.KVS.topicName()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    Update update = Update.parseFrom(record.value());
                    if (update.hasIncrement() && !operations.add(update.getOperation())) {
                        repeated++;
                    }
                }
            }
        }
        return repeated;
    }

    private ChildJvm start(StackProcess.Part part, String address) throws IOException {
        ChildJvm process = ChildJvm.startAndAwait(
                StackProcess.READY,
                StackProcess.class,
                part.name(),
                directory.resolve(part.name()).toString(),
                address);
        started.push(process);
        return process;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
