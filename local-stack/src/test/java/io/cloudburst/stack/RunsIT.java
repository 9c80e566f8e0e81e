package io.cloudburst.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.RegisteredFunction;
import io.cloudburst.gateway.Gateway;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.RetryPolicy;
import io.cloudburst.stack.SharedGateway.Answer;
import io.cloudburst.stack.SharedGateway.Http;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the job says of its runs, as a gateway shows it. */
class RunsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Cloudburst cloudburst;
    private static Gateway gateway;
    private static Http http;

    @BeforeAll
    static void connect() {
        cloudburst = Cloudburst.connect(SharedStack.bootstrapServers());
        gateway = SharedGateway.get();
        http = Http.of(gateway.url());
    }

    @AfterAll
    static void close() {
        cloudburst.close();
    }

    /** Counts attempts outside of the store, in the class loader of the function. */
    static final class Attempts {
        private static final Map<Integer, Integer> SEEN = new ConcurrentHashMap<>();

        private Attempts() {}

        static int next(int of) {
            return SEEN.merge(of, 1, Integer::sum);
        }
    }

    /** The home of what is shipped, which must have no fields of classes that are not. */
    static final class Shipped {
        private Shipped() {}

        static void diamond(Cloudburst cloudburst) {
            cloudburst.register("runs_incr", (FunctionContext context, Integer x) -> x + 1);
            cloudburst.register(
                    "runs_flaky",
                    (FunctionContext context, Integer x) -> {
                        if (x < 0) {
                            throw new IllegalArgumentException("less than nothing: " + x);
                        }
                        if (Attempts.next(x) == 1) {
                            throw new IllegalStateException("not yet");
                        }
                        return 10 * x;
                    },
                    FunctionOptions.retrying(RetryPolicy.attempts(2)
                            .withBackoff(Duration.ofMillis(10), 1, Duration.ofMillis(10))
                            .onlyOn(List.of(IllegalStateException.class))));
            cloudburst.register("runs_pair", (FunctionContext context, Integer a, Integer b) -> List.of(a, b));
            cloudburst.replaceDag(Dag.named("runs_diamond")
                    .node("top", "runs_incr")
                    .node("left", "runs_incr")
                    .node("right", "runs_flaky")
                    .node("bottom", "runs_pair")
                    .edge("top", "left")
                    .edge("top", "right")
                    .edge("left", "bottom")
                    .edge("right", "bottom")
                    .build());
        }

        static RegisteredFunction<Integer> sleep(Cloudburst cloudburst) {
            return cloudburst
                    .register("runs_sleep", (FunctionContext context, Integer ms) -> {
                        Thread.sleep(ms);
                        return ms;
                    })
                    .function();
        }

        static RegisteredFunction<Integer> square(Cloudburst cloudburst) {
            return cloudburst
                    .register("runs_square", (FunctionContext context, Integer x) -> x * x)
                    .function();
        }
    }

    private static JsonNode run(String id) {
        return await().atMost(PATIENCE)
                .until(
                        () -> http.get("/v1/runs/" + id),
                        answer -> answer.status() == 200 && answer.body().has("ended"))
                .body();
    }

    @Test
    void aRunIsShownWithItsArgumentsItsResultAndEveryAttempt() {
        Shipped.diamond(cloudburst);
        var future = cloudburst.callDag("runs_diamond", Map.of("top", List.of(2)));
        assertThat(future.get()).isEqualTo(List.of(4, 30));

        JsonNode run = run(future.callId());

        assertThat(run.get("kind").asText()).isEqualTo("dag");
        assertThat(run.get("target").asText()).isEqualTo("runs_diamond");
        assertThat(run.get("outcome").asText()).isEqualTo("OK");
        assertThat(run.get("result").toString()).isEqualTo("[4,30]");
        assertThat(run.get("arguments").get("top").toString()).isEqualTo("[2]");
        assertThat(run.get("retries").asInt()).isEqualTo(1);
        assertThat(run.get("stages").asInt()).isEqualTo(5);
        assertThat(run.get("functions").has("runs_flaky")).isTrue();
        List<JsonNode> attempts = StreamSupport.stream(run.get("timeline").spliterator(), false)
                .filter(attempt -> attempt.get("nodes").toString().equals("[\"right\"]"))
                .toList();
        assertThat(attempts).hasSize(2);
        assertThat(attempts.get(0).get("error").asText()).isEqualTo("EXECUTION_ERROR");
        assertThat(attempts.get(1).get("error").asText()).isEmpty();
        assertThat(attempts.get(1).get("attempt").asInt()).isEqualTo(1);
        assertThat(run.get("ended").asLong()).isGreaterThan(run.get("accepted").asLong());
    }

    @Test
    void aRunThatFailsIsShownWithItsStackTraceAndFoundByItsOutcome() {
        Shipped.diamond(cloudburst);
        var future = cloudburst.callDag("runs_diamond", Map.of("top", List.of(-5)));
        assertThat(future.handle((result, failure) -> failure).join()).isNotNull();

        JsonNode run = run(future.callId());

        assertThat(run.get("outcome").asText()).isEqualTo("EXECUTION_ERROR");
        assertThat(run.get("error").get("message").asText()).contains("less than nothing: -4");
        assertThat(run.get("error").get("stackTrace").asText()).contains("IllegalArgumentException");
        Answer failed = http.get("/v1/runs?target=runs_diamond&outcome=EXECUTION_ERROR&limit=1");
        assertThat(failed.body().get("runs").get(0).get("id").asText()).isEqualTo(future.callId());
        assertThat(http.get("/v1/runs?kind=nothing").status()).isEqualTo(400);
        SharedGateway.assertProblem(http.get("/v1/runs/nobody"), 404, "NOT_FOUND", "nobody");
    }

    @Test
    void aLongRunIsShownBeforeItEnds() throws Exception {
        var future = Shipped.sleep(cloudburst).call(60_000);

        await().atMost(PATIENCE)
                .until(
                        () -> http.get("/v1/runs/" + future.callId()),
                        answer -> answer.body().path("outcome").asText().equals("RUNNING"));
        future.cancel(true);

        assertThat(run(future.callId()).get("outcome").asText()).isEqualTo("CANCELLED");
    }

    @Test
    void runsAndFiguresComeOverAStream() throws Exception {
        var square = Shipped.square(cloudburst);
        InputStream body = http.client()
                .send(http.to("/v1/events?types=run,stats").build(), BodyHandlers.ofInputStream())
                .body();
        CompletableFuture<String> run = new CompletableFuture<>();
        CompletableFuture<JsonNode> figures = new CompletableFuture<>();
        Thread reader = new Thread(() -> read(body, run, figures));
        reader.setDaemon(true);
        reader.start();
        try {
            String id = await().atMost(PATIENCE)
                    .until(
                            () -> {
                                var call = square.call(3);
                                call.get();
                                return run.isDone() && figures.isDone() ? call.callId() : null;
                            },
                            called -> called != null);
            assertThat(id).isNotEmpty();
            assertThat(run.get(1, TimeUnit.SECONDS)).isEqualTo("OK");
            JsonNode counted = figures.get(1, TimeUnit.SECONDS);
            assertThat(counted.get("calls").asInt()).isPositive();
            assertThat(counted.get("p50").asDouble()).isPositive();
        } finally {
            body.close();
        }
        assertThat(http.get("/v1/events?types=everything").status()).isEqualTo(400);
        assertThat(http.get("/v1/stats").body().get("seconds").size()).isBetween(1, 300);
    }

    private static void read(InputStream body, CompletableFuture<String> run, CompletableFuture<JsonNode> figures) {
        try (Scanner lines = new Scanner(body, StandardCharsets.UTF_8)) {
            String event = "";
            while (lines.hasNextLine()) {
                String line = lines.nextLine();
                if (line.startsWith("event: ")) {
                    event = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    JsonNode data = JSON.readTree(line.substring(6));
                    if (event.equals("run") && data.get("target").asText().equals("runs_square") && data.has("ended")) {
                        run.complete(data.get("outcome").asText());
                    } else if (event.equals("stats")) {
                        data.get("targets").forEach(target -> {
                            if (target.get("name").asText().equals("runs_square")
                                    && target.get("calls").asInt() > 0) {
                                figures.complete(target);
                            }
                        });
                    }
                }
            }
        } catch (IOException e) {
            run.completeExceptionally(e);
        }
    }

    @Test
    void theMetricsHaveWhatTheJobCountsAndWhatIsStillToBeDone() {
        var square = Shipped.square(cloudburst);
        http.post("/v1/functions/runs_made_up/calls", "{}");

        String metrics = await().atMost(PATIENCE)
                .until(
                        () -> {
                            square.call(3).get();
                            assertThat(square.call((Object) null)
                                            .handle((result, failure) -> failure)
                                            .join())
                                    .isNotNull();
                            return http.get("/metrics").response().body();
                        },
                        body -> body.contains(
                                "cloudburst_job_run_errors_total{code=\"EXECUTION_ERROR\",kind=\"function\",target=\"runs_square\"}"));

        assertThat(metrics)
                .containsPattern("cloudburst_job_runs_seconds_count\\{kind=\"function\",target=\"runs_square\"} [1-9]")
                .contains("cloudburst_job_runs_seconds_bucket{kind=\"function\",target=\"runs_square\",le=\"+Inf\"}")
                .contains("cloudburst_job_cache_reads_total{result=\"hit\"}")
                .containsPattern("cloudburst_job_lag \\d")
                .containsPattern("cloudburst_store_apply_lag\\{partition=\"3\",replica_set=\"0\"} \\d")
                .contains("cloudburst_store_unowned_partitions 0.0")
                .contains("cloudburst_brokers_answer 1.0")
                .containsPattern("cloudburst_kafka_consumer_lag\\{topic=\"cloudburst.replies\"} \\d")
                .doesNotContain("runs_made_up");
    }

    @Test
    void theStatusSaysHowEveryPartIs() {
        JsonNode status = await().atMost(PATIENCE)
                .until(
                        () -> http.get("/v1/status").body(),
                        body -> body.path("job").path("state").asText().equals("RUNNING"));

        assertThat(status.get("broker").get("ready").asBoolean()).isTrue();
        assertThat(status.get("topics")).hasSizeGreaterThan(5);
        assertThat(status.get("job").get("parallelism").asInt()).isPositive();
        assertThat(status.get("stores")
                        .get(0)
                        .get("partitions")
                        .get(0)
                        .get("lag")
                        .asLong())
                .isNotNegative();
    }
}
