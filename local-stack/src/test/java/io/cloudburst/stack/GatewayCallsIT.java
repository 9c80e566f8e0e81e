package io.cloudburst.stack;

import static io.cloudburst.stack.SharedGateway.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.gateway.Gateway;
import io.cloudburst.gateway.GatewaySettings;
import io.cloudburst.protocol.Topic;
import io.cloudburst.stack.SharedGateway.Answer;
import io.cloudburst.stack.SharedGateway.Http;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Calls over HTTP, on a whole stack. */
class GatewayCallsIT {
    private static final String SQUARE = "/v1/functions/http_square/calls";

    private final Http http = SharedGateway.http();
    private final Cloudburst cloudburst = SharedStack.client();

    @BeforeAll
    static void register() {
        HttpFunctions.register();
    }

    // Calls

    @Test
    void aFunctionIsCalledAndItsResultIsTheAnswer() {
        Answer answer = http.post(SQUARE, "{\"args\": [3]}");
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        assertThat(answer.body().get("result").asInt()).isEqualTo(9);
        assertThat(answer.body().get("id").asText()).isNotEmpty();
        assertThat(answer.header("content-type")).isEqualTo("application/json");
    }

    @Test
    void valuesOfEveryKindGoInAndComeOutAsTheyAre() {
        for (String value :
                List.of("null", "true", "1", "-9007199254740993", "0.1", "\"ü\"", "[1,[2]]", "{\"a\":{\"b\":[]}}")) {
            Answer answer = http.post("/v1/functions/http_echo/calls", "{\"args\": [" + value + "]}");
            assertThat(answer.body().get("result").toString()).isEqualTo(value);
        }
    }

    @Test
    void aDagIsCalledWithTheArgumentsOfItsNodes() {
        Answer answer = http.post("/v1/dags/http_chain/calls", "{\"args\": {\"http_incr\": [2]}, \"trace\": true}");
        assertThat(answer.body().get("result").asInt()).isEqualTo(9);
        assertThat(answer.body().get("trace").get("stages")).isNotEmpty();
    }

    @Test
    void aCallMayGoOnIntoAnotherAndPutItsResultIntoTheStore() {
        String key = "http/out/" + UUID.randomUUID();
        Answer answer = http.post(
                SQUARE, "{\"args\": [3], \"then\": [{\"function\": \"http_incr\"}], \"outputKey\": \"" + key + "\"}");
        assertThat(answer.body().get("result").asInt()).isEqualTo(10);
        assertThat(http.get("/v1/kvs/" + key).body().get("value").asInt()).isEqualTo(10);
    }

    @Test
    void aReferenceSeesWhatWasPutBefore() {
        String key = "http/ref/" + UUID.randomUUID();
        http.put("/v1/kvs/" + key, "7");
        assertThat(http.post(SQUARE, "{\"args\": [{\"$ref\": \"" + key + "\"}]}")
                        .body()
                        .get("result")
                        .asInt())
                .isEqualTo(49);
    }

    @Test
    void whoDoesNotWaitIsToldWhereTheAnswerWillBe() {
        Answer accepted = http.post(SQUARE, "{\"args\": [5]}", "Prefer", "respond-async");
        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.header("Preference-Applied")).isEqualTo("respond-async");
        String location = accepted.header("Location");
        assertThat(location).isEqualTo("/v1/calls/" + accepted.body().get("id").asText());
        Answer answer = http.get(location + "?wait=20");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().get("result").asInt()).isEqualTo(25);
    }

    @Test
    void aCallThatTakesLongerThanItsCallerWaitsIsStillRunning() {
        Answer accepted = http.post("/v1/functions/http_sleep/calls?wait=1", "{\"args\": [3000]}");
        assertThat(accepted.status()).isEqualTo(202);
        assertThat(http.get(accepted.header("Location")).status()).isEqualTo(202);
        assertThat(http.get(accepted.header("Location") + "?wait=20")
                        .body()
                        .get("result")
                        .asInt())
                .isEqualTo(3000);
    }

    @Test
    void anotherGatewayKnowsTheAnswerAndThatThereIsNoneYet() {
        try (Gateway other = Gateway.start(GatewaySettings.local(SharedStack.bootstrapServers(), 0))) {
            Http there = Http.of(other.url());
            Answer slow = http.post("/v1/functions/http_sleep/calls?wait=0", "{\"args\": [4000]}");
            assertThat(there.get(slow.header("Location")).status()).isEqualTo(202);
            assertThat(there.get(slow.header("Location") + "?wait=20")
                            .body()
                            .get("result")
                            .asInt())
                    .isEqualTo(4000);
        }
    }

    @Test
    void aResultThatNoRecordHoldsComesWholeAndAsOftenAsItIsAskedFor() {
        String whole = "x".repeat(3_000_000);
        Answer answer = http.post("/v1/functions/http_repeated/calls?wait=20", "{\"args\": [3000000]}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().get("result").textValue()).isEqualTo(whole);
        String path = "/v1/calls/" + answer.body().get("id").asText() + "?wait=20";
        assertThat(http.get(path).body().get("result").textValue()).isEqualTo(whole);
        try (Gateway other = Gateway.start(GatewaySettings.local(SharedStack.bootstrapServers(), 0))) {
            assertThat(Http.of(other.url()).get(path).body().get("result").textValue())
                    .isEqualTo(whole);
        }
    }

    @Test
    void aCallIsCancelledByWhomever() {
        Answer accepted = http.post("/v1/functions/http_sleep/calls?wait=0", "{\"args\": [30000]}");
        String location = accepted.header("Location");
        try (Gateway other = Gateway.start(GatewaySettings.local(SharedStack.bootstrapServers(), 0))) {
            assertThat(Http.of(other.url()).delete(location).status()).isEqualTo(202);
        }
        Answer answer = http.get(location + "?wait=20");
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("CANCELLED");
    }

    @Test
    void callsWithAnIdempotencyKeyRunOnce() {
        String counter = "http/once/" + UUID.randomUUID();
        for (int i = 0; i < 3; i++) {
            Answer answer = http.post(
                    "/v1/functions/http_count/calls", "{\"args\": [\"" + counter + "\"]}", "Idempotency-Key", counter);
            assertThat(answer.body().get("result").asInt()).isEqualTo(1);
        }
        assertThat(cloudburst.counter(counter).value()).isEqualTo(1);
    }

    @Test
    void theTraceThatACallIsPartOfGoesIntoItsRecord() {
        String parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", SharedStack.bootstrapServers()),
                new StringDeserializer(),
                new org.apache.kafka.common.serialization.ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topic.CALLS.topicName()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
            String id = http.post(SQUARE, "{\"args\": [1]}", "traceparent", parent)
                    .body()
                    .get("id")
                    .asText();
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                for (ConsumerRecord<String, byte[]> call : consumer.poll(Duration.ofMillis(100))) {
                    if (id.equals(call.key())) {
                        return new String(
                                        call.headers().lastHeader("traceparent").value(), StandardCharsets.UTF_8)
                                .equals(parent);
                    }
                }
                return false;
            });
        }
    }

    // What is wrong with calls

    @Test
    void everyErrorOfACallIsAProblemThatSaysWhatToDo() {
        assertProblem(http.post("/v1/functions/nobody/calls", "{}"), 404, "FUNCTION_NOT_FOUND", "nobody");
        assertProblem(http.post("/v1/dags/nobody/calls", "{}"), 404, "DAG_NOT_FOUND", "nobody");
        assertProblem(http.post(SQUARE, "{\"args\": [\"x\"]}"), 400, "INVALID_ARGUMENT", "argument 1");
        assertProblem(http.post(SQUARE, "{\"args\": [1, 2]}"), 400, "INVALID_ARGUMENT", "http_square");
        assertProblem(http.post(SQUARE, "{\"arguments\": [1]}"), 400, "INVALID_ARGUMENT", "arguments");
        assertProblem(http.post(SQUARE, "{\"args\": [1"), 400, "INVALID_ARGUMENT", "byte 11");
        assertProblem(http.post(SQUARE, "[1]"), 400, "INVALID_ARGUMENT", "JSON object");
        assertProblem(http.post(SQUARE, "{\"timeoutMs\": 0}"), 400, "INVALID_ARGUMENT", "timeoutMs");
        assertProblem(http.post(SQUARE + "?wait=x", "{}"), 400, "INVALID_ARGUMENT", "wait");
        assertProblem(http.post(SQUARE + "?nothing=1", "{}"), 400, "INVALID_ARGUMENT", "nothing");
        assertProblem(http.post("/v1/functions/%20/calls", "{}"), 400, "INVALID_ARGUMENT", "name of a function");
        assertProblem(http.post(SQUARE, "{}", "Idempotency-Key", "x".repeat(1_025)), 400, "INVALID_ARGUMENT", "1025");
        assertProblem(
                http.post("/v1/functions/http_sleep/calls", "{\"args\": [9000], \"timeoutMs\": 300}"),
                504,
                "TIMEOUT",
                "");
        assertProblem(
                http.post("/v1/functions/http_sleep/calls", "{\"args\": [9000]}", "Deadline", inMillis(300)),
                504,
                "TIMEOUT",
                "");
        assertProblem(
                http.post(SQUARE, "{\"args\": [1]}", "Deadline", inMillis(-1)), 400, "DEADLINE_PASSED", "was not");
        assertProblem(http.post(SQUARE, "{\"args\": [1]}", "Deadline", "soon"), 400, "INVALID_ARGUMENT", "soon");
        Answer thrown = http.post("/v1/functions/http_throws/calls", "{\"args\": [\"because\"]}");
        assertProblem(thrown, 422, "EXECUTION_ERROR", "because");
        assertThat(thrown.body().get("stackTrace").asText()).contains("HttpFunctions");
        assertThat(thrown.body().get("callId").asText()).isNotEmpty();
    }

    private static String inMillis(long millis) {
        return Instant.now().plusMillis(millis).toString();
    }

    @Test
    void callsThatNobodyMadeAreNotFound() {
        assertProblem(http.get("/v1/calls/whatever"), 404, "NOT_FOUND", "whatever");
        assertProblem(http.delete("/v1/calls/whatever"), 404, "NOT_FOUND", "whatever");
        String never = "%012x-00000000deadbeef-0".formatted(System.currentTimeMillis());
        assertProblem(http.get("/v1/calls/" + never), 404, "NOT_FOUND", never);
        assertProblem(http.delete("/v1/calls/" + never), 404, "NOT_FOUND", never);
    }
}
