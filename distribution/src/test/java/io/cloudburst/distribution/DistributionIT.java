package io.cloudburst.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.ConnectionSettings;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.FunctionContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** All roles from the tarball, as somebody has them who follows the README. */
class DistributionIT {
    private static final int CALLS_PER_SECOND = 200;

    @TempDir
    Path directory;

    private final Deque<Unpacked.Server> servers = new ArrayDeque<>();

    @AfterEach
    void end() {
        servers.forEach(Unpacked.Server::close);
    }

    @Test
    void aTaskManagerAndAJobManagerThatAreKilledComeBackAndNoCallIsLost() throws Exception {
        String broker = "127.0.0.1:" + Unpacked.freePort();
        Unpacked cloudburst = Unpacked.below(
                directory,
                Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS",
                        broker,
                        "CLOUDBURST_BROKER_ADDRESSES",
                        broker,
                        "CLOUDBURST_KVS_PORT",
                        "0",
                        "CLOUDBURST_GATEWAY_PORT",
                        "0",
                        "CLOUDBURST_JOBMANAGER_PORT",
                        Unpacked.freePort(),
                        "CLOUDBURST_JOBMANAGER_REST_PORT",
                        Unpacked.freePort(),
                        "CLOUDBURST_JOBMANAGER_BLOB_PORT",
                        Unpacked.freePort(),
                        "CLOUDBURST_LOG_FORMAT",
                        "json"));
        start(cloudburst, "broker");
        start(cloudburst, "kvs");
        Unpacked.Server jobManager = start(cloudburst, "jobmanager");
        Unpacked.Server taskManager = start(cloudburst, "taskmanager");

        // As the README has it.
        cloudburst.run("deploy", "examples/functions.jar", "--server", broker);
        int made;
        try (Cloudburst client =
                Cloudburst.connect(ConnectionSettings.of(broker).withCallTimeout(Duration.ofMinutes(2)))) {
            assertThatLogLinesHaveTheCallsId(client, cloudburst.log("taskmanager"));
            try (SteadyCalls calls = new SteadyCalls(client, CALLS_PER_SECOND)) {
                awaitAnswers(calls);
                survives(calls, taskManager, "task manager");
                survives(calls, jobManager, "job manager");
                List<Integer> results = calls.results();
                made = results.size();
                assertThat(results)
                        .containsExactlyElementsOf(
                                IntStream.range(0, made).mapToObj(i -> i * i).toList());
            }
        }

        assertThat(made).isGreaterThan(CALLS_PER_SECOND);
        assertThat(cloudburst.run("call", "--server", broker, "square", "12")).isEqualTo("144");
        cloudburst.run("dag", "register", "examples/incr_then_square.yaml", "--server", broker);
        assertThat(cloudburst.run("call", "--server", broker, "--dag", "incr_then_square", "incr=1"))
                .isEqualTo("4");
        while (!servers.isEmpty()) {
            assertThat(servers.pop().stop()).isZero();
        }
    }

    /** What a function logs is one JSON object a line, which names the call. */
    private static void assertThatLogLinesHaveTheCallsId(Cloudburst client, Path log) throws IOException {
        var noted = client.register("noted", (FunctionContext context, Integer x) -> {
            LoggerFactory.getLogger("users").info("noted {}", x);
            return x;
        });
        CloudFuture<Integer> call = noted.call(7);
        call.get();
        String line;
        try (Stream<String> lines = Files.lines(log)) {
            line = lines.filter(one -> one.contains("noted 7")).findFirst().orElseThrow();
        }
        JsonNode record = new ObjectMapper().readTree(line);
        assertThat(record.path("call").asText()).isEqualTo(call.callId());
        assertThat(record.path("message").asText()).isEqualTo("noted 7");
    }

    private static void survives(SteadyCalls calls, Unpacked.Server server, String name) throws IOException {
        calls.longestSilenceMillis();
        server.killJvm();
        server.awaitReady();
        awaitAnswers(calls);
        System.out.printf("%s killed: %d ms without an answer%n", name, calls.longestSilenceMillis());
    }

    /** Until as many are answered as have been made by now and in the next second. */
    private static void awaitAnswers(SteadyCalls calls) {
        int enough = calls.made() + CALLS_PER_SECOND;
        await().atMost(Duration.ofMinutes(1)).until(() -> calls.answeredSoFar() >= enough);
    }

    private Unpacked.Server start(Unpacked cloudburst, String role) throws IOException {
        Unpacked.Server server = cloudburst.serve(role);
        servers.push(server);
        return server;
    }
}
