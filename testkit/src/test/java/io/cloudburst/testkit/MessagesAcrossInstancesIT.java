package io.cloudburst.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.ConnectionSettings;
import io.cloudburst.client.RegisteredFunction;
import io.cloudburst.kvs.StoreNode;
import io.cloudburst.kvs.StoreNodeSettings;
import io.cloudburst.sdk.CallOptions;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.kafka.TopicPartitions;
import io.cloudburst.sdk.kafka.Topics;
import io.cloudburst.server.broker.EmbeddedBroker;
import io.cloudburst.statefun.JobSettings;
import io.cloudburst.statefun.LocalJob;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions that run in several parallel instances of the job, which is stopped and started again. */
class MessagesAcrossInstancesIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;
    private static StoreNode store;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(directory.resolve("broker"), 0);
        Topics.ensure(broker.bootstrapServers(), TopicPartitions.DEFAULT, TIMEOUT);
        store = StoreNode.start(StoreNodeSettings.local(broker.bootstrapServers(), "s", directory.resolve("store")));
    }

    @AfterAll
    static void stop() {
        store.close();
        broker.close();
    }

    private static LocalJob job() {
        return LocalJob.start(
                JobSettings.local(broker.bootstrapServers(), directory.resolve("job"), 32)
                        .withParallelism(3),
                TIMEOUT);
    }

    private static Cloudburst connect() {
        return Cloudburst.connect(
                ConnectionSettings.of(broker.bootstrapServers()).withCallTimeout(Duration.ofSeconds(40)));
    }

    @Test
    void messagesFindTheirWayBetweenInstances() {
        LocalJob job = job();
        try (job;
                Cloudburst cloudburst = connect()) {
            assertThat(Gossip.run(cloudburst, "across"))
                    .allSatisfy(estimate -> assertThat(estimate).isCloseTo(4.5, within(0.5)));
        }
    }

    @Test
    void messagesThatWaitSurviveARestart() {
        LocalJob job = job();
        try (Cloudburst cloudburst = connect()) {
            List<CloudFuture<List<Integer>>> receivers;
            try (job) {
                RegisteredFunction<List<Integer>> receive = cloudburst
                        .register("across_receive", (FunctionContext context, String go) -> {
                            while (context.get(go, String.class).isEmpty()) {
                                Thread.sleep(20);
                            }
                            List<Integer> received = new ArrayList<>();
                            for (int i = 0; i < 3; i++) {
                                received.add(context.receive(Integer.class, Duration.ofSeconds(15))
                                        .orElseThrow()
                                        .body());
                            }
                            return received;
                        })
                        .function();
                RegisteredFunction<Object> send = cloudburst
                        .register("across_send", (FunctionContext context, List<String> ids) -> {
                            ids.forEach(id -> IntStream.range(0, 3).forEach(i -> context.send(id, i)));
                            return null;
                        })
                        .function();
                receivers = IntStream.range(0, 8)
                        .mapToObj(i -> i % 2 == 0
                                ? receive.call("go")
                                : receive.with(CallOptions.NONE.withDelay(Duration.ofSeconds(4)))
                                        .call("go"))
                        .toList();
                send.call(receivers.stream().map(CloudFuture::callId).toList()).get();
            }
            cloudburst.put("go", "go");
            LocalJob again = job();
            try (again) {
                assertThat(receivers)
                        .allSatisfy(receiver -> assertThat(receiver.get()).containsExactly(0, 1, 2));
            }
        }
    }
}
