package io.cloudburst.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.ConnectionSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The containers of {@code docker-compose.yml}, as the README has them; where there is an engine: {@code mvn -Pcontainers verify}. */
@Tag("containers")
class ComposeIT {
    private static final int CALLS_PER_SECOND = 50;

    @TempDir
    Path directory;

    @Test
    void theContainersServeTheHostAndOneThatIsKilledComesBack() throws Exception {
        String port = Unpacked.freePort();
        String httpPort = Unpacked.freePort();
        String broker = "localhost:" + port;
        try (Compose containers = Compose.up(
                "cloudburst-it-" + ProcessHandle.current().pid(),
                Map.of("CLOUDBURST_PORT", port, "CLOUDBURST_HTTP_PORT", httpPort))) {
            int services = containers.services().size();
            await().atMost(Duration.ofMinutes(4))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(containers.states())
                            .hasSize(services)
                            .allMatch(state -> state.contains("(healthy)")));

            Unpacked cloudburst = Unpacked.below(directory, Map.of("CLOUDBURST_SERVER", broker));
            cloudburst.run("deploy", "examples/functions.jar");
            assertThat(cloudburst.run("call", "square", "2")).isEqualTo("4");
            // On the worker.
            assertThat(Long.parseLong(cloudburst.run("call", "where"))).isPositive();
            // From the store, on whichever node.
            assertThat(cloudburst.run("call", "visit", "home")).isEqualTo("1");
            assertThat(cloudburst.run("kvs", "get", "visits/home")).contains("\"value\":1");
            assertThat(overHttp(httpPort)).contains("144");

            callsSurvive(broker, containers);
        }
    }

    private static String overHttp(String port) throws Exception {
        HttpRequest call = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/v1/functions/square/calls"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"args\": [12]}"))
                .build();
        return HttpClient.newHttpClient().send(call, BodyHandlers.ofString()).body();
    }

    private static void callsSurvive(String broker, Compose containers) throws Exception {
        try (Cloudburst client =
                        Cloudburst.connect(ConnectionSettings.of(broker).withCallTimeout(Duration.ofMinutes(2)));
                SteadyCalls calls = new SteadyCalls(client, CALLS_PER_SECOND)) {
            for (String service : List.of("taskmanager-0", "jobmanager", "kvs-1")) {
                containers.kill(service);
                int enough = calls.made() + CALLS_PER_SECOND;
                await().atMost(Duration.ofMinutes(2)).until(() -> calls.answeredSoFar() >= enough);
            }
            List<Integer> results = calls.results();
            assertThat(results)
                    .containsExactlyElementsOf(IntStream.range(0, results.size())
                            .mapToObj(i -> i * i)
                            .toList());
        }
    }
}
