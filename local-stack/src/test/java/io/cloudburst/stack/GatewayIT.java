package io.cloudburst.stack;

import static io.cloudburst.stack.SharedGateway.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.gateway.dashboard.Dashboard;
import io.cloudburst.gateway.http.Role;
import io.cloudburst.gateway.http.Route;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.stack.SharedGateway.Answer;
import io.cloudburst.stack.SharedGateway.Http;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Functions, DAGs, the store, events and what a gateway says of itself, over HTTP, on a whole stack. */
class GatewayIT {
    private static final String SQUARE = "/v1/functions/http_square/calls";

    private final Http http = SharedGateway.http();
    private final Cloudburst cloudburst = SharedStack.client();

    @BeforeAll
    static void register() {
        HttpFunctions.register();
    }

    // HTTP itself

    @Test
    void whatHttpForbidsIsAProblemToo() {
        assertProblem(http.get("/v1/nothing"), 404, "NOT_FOUND", "/v1/nothing");
        Answer wrongMethod = http.get(SQUARE);
        assertProblem(wrongMethod, 405, "METHOD_NOT_ALLOWED", "POST");
        assertThat(wrongMethod.header("Allow")).isEqualTo("POST");
        assertProblem(
                http.send(Http.with(http.to(SQUARE), "POST", "x", "text/plain")),
                415,
                "UNSUPPORTED_MEDIA_TYPE",
                "text/plain");
        assertProblem(
                http.post(SQUARE, "{\"args\": [1]}", "Accept", "text/html"), 406, "NOT_ACCEPTABLE", "application/json");
        assertProblem(http.post(SQUARE, "\"" + "x".repeat(3 << 20) + "\""), 413, "PAYLOAD_TOO_LARGE", "2097152");
        assertProblem(http.get("/v1/kvs/a%ff"), 400, "INVALID_ARGUMENT", "%25");
        assertProblem(http.get("/v1/functions?limit=0"), 400, "INVALID_ARGUMENT", "limit");
        assertProblem(http.get("/v1/kvs/" + "x".repeat(9_000)), 414, "URI_TOO_LONG", "");
        assertProblem(
                http.send(http.to("/health/live")
                        .header("X-Long", "x".repeat(20_000))
                        .GET()),
                431,
                "HEADERS_TOO_LARGE",
                "16384");
    }

    @Test
    void headIsGetWithoutItsBody() {
        Answer answer =
                http.send(http.to("/health/live").method("HEAD", java.net.http.HttpRequest.BodyPublishers.noBody()));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-length")).isEqualTo("13");
    }

    // Functions and DAGs

    @Test
    void functionsAreListedPageByPage() {
        Set<String> names = new HashSet<>();
        String after = "";
        int pages = 0;
        do {
            Answer page = http.get("/v1/functions?prefix=http_&limit=2&after=" + after);
            assertThat(page.status()).isEqualTo(200);
            page.body()
                    .get("functions")
                    .forEach(function -> names.add(function.get("name").asText()));
            after = page.body().path("next").asText();
            pages++;
        } while (!after.isEmpty());
        assertThat(names).contains("http_square", "http_incr", "http_sleep");
        assertThat(pages).isGreaterThan(2);
    }

    @Test
    void aFunctionIsDescribedAndDeleted() {
        cloudburst.register("http_mayfly", (FunctionContext context, Long x, String y) -> y);
        Answer answer = http.get("/v1/functions/http_mayfly");
        assertThat(answer.body().get("parameterTypes")).hasSize(2);
        assertThat(answer.body().get("resultType").asText()).isEqualTo("java.lang.String");
        assertThat(answer.body().get("version").asLong()).isPositive();
        assertThat(http.delete("/v1/functions/http_mayfly").status()).isEqualTo(204);
        assertProblem(http.get("/v1/functions/http_mayfly"), 404, "FUNCTION_NOT_FOUND", "http_mayfly");
        assertProblem(http.delete("/v1/functions/http_mayfly"), 404, "FUNCTION_NOT_FOUND", "http_mayfly");
        assertProblem(http.delete("/v1/functions/http_incr"), 400, "INVALID_ARGUMENT", "http_chain");
    }

    @Test
    void aDagIsPutAsJsonOrYamlAndComesBackAsItWas() {
        String json =
                "{\"nodes\": [{\"name\": \"a\", \"target\": \"http_incr\"}, {\"name\": \"b\", \"target\": \"http_square\", \"placement\": \"spread\"}], \"edges\": [{\"from\": \"a\", \"to\": \"b\", \"oneOf\": [3, null, \"x\"]}]}";
        Answer created = http.put("/v1/dags/http_put", json);
        assertThat(created.status()).as(created.body().toString()).isEqualTo(201);
        Answer got = http.get("/v1/dags/http_put");
        assertThat(got.body()).isEqualTo(created.body());
        assertThat(http.put("/v1/dags/http_put", got.body().toString()).status())
                .isEqualTo(200);
        assertThat(http.post("/v1/dags/http_put/calls", "{\"args\": {\"a\": [2]}}")
                        .body()
                        .get("result")
                        .asInt())
                .isEqualTo(9);
        assertThat(http.post("/v1/dags/http_put/calls", "{\"args\": {\"a\": [7]}}")
                        .body()
                        .get("result")
                        .isNull())
                .isTrue();
        String yaml =
                "nodes:\n  - name: http_incr\n  - name: twice\n    target: http_incr\nedges:\n  - {from: http_incr, to: twice}\n";
        assertThat(http.send(Http.with(http.to("/v1/dags/http_put"), "PUT", yaml, "application/yaml"))
                        .status())
                .isEqualTo(200);
        assertThat(http.post("/v1/dags/http_put/calls", "{\"args\": {\"http_incr\": [2]}}")
                        .body()
                        .get("result")
                        .asInt())
                .isEqualTo(4);
        assertThat(http.delete("/v1/dags/http_put").status()).isEqualTo(204);
        assertProblem(http.get("/v1/dags/http_put"), 404, "DAG_NOT_FOUND", "http_put");
    }

    @Test
    void aDryRunShowsThePlanAndRegistersNothing() {
        String json =
                "{\"nodes\": [{\"name\": \"http_incr\"}, {\"name\": \"http_square\"}], \"edges\": [{\"from\": \"http_incr\", \"to\": \"http_square\"}]}";
        Answer plan = http.put("/v1/dags/http_dry?dryRun", json);
        assertThat(plan.status()).isEqualTo(200);
        JsonNode stage = plan.body().get("plan").get("stages").get(0);
        assertThat(stage.get("nodes")).hasSize(2);
        assertThat(stage.get("begins").get(0).asText()).isEqualTo("at once");
        assertThat(plan.body().get("drawing").get("mermaid").asText()).contains("http_square");
        assertThat(http.get("/v1/dags/http_dry").status()).isEqualTo(404);
    }

    @Test
    void aDagThatMakesNoSenseIsRefusedWithItsPlace() {
        assertProblem(http.put("/v1/dags/http_bad", "{\"nodes\": []}"), 422, "DAG_INVALID", "0 nodes");
        assertProblem(
                http.put("/v1/dags/http_bad?dryRun=true", "{\"nodes\": [{\"name\": \"nobody\"}]}"),
                422,
                "DAG_INVALID",
                "nobody");
        assertProblem(
                http.put("/v1/dags/http_bad", "{\"nodes\": [{\"name\": \"a\", \"frm\": \"each\"}]}"),
                400,
                "INVALID_ARGUMENT",
                "\"nodes\"[0]");
        assertProblem(
                http.put("/v1/dags/http_bad", "{\"name\": \"other\", \"nodes\": []}"),
                400,
                "INVALID_ARGUMENT",
                "other");
        assertProblem(
                http.send(Http.with(http.to("/v1/dags/http_bad"), "PUT", "nodes: [", "application/yaml")),
                400,
                "INVALID_ARGUMENT",
                "line");
        assertThat(http.get("/v1/dags?prefix=http_chain")
                        .body()
                        .get("dags")
                        .get(0)
                        .get("name")
                        .asText())
                .isEqualTo("http_chain");
    }

    // The store

    @Test
    void objectsArePutReadAndDeletedUnderKeysWithSlashes() {
        String path = "/v1/kvs/http/a%20key/" + UUID.randomUUID();
        Answer put = http.put(path, "{\"a\": [1]}");
        assertThat(put.status()).isEqualTo(204);
        assertThat(put.header("ETag")).matches("\"\\d+:\\d+\"");
        Answer got = http.send(
                http.to(path).header("If-Version-At-Least", put.header("ETag")).GET());
        assertThat(got.body().get("value").toString()).isEqualTo("{\"a\":[1]}");
        assertThat(got.body().get("key").asText()).startsWith("http/a key/");
        assertThat(got.header("ETag")).matches("\"\\d+:\\d+\"");
        assertThat(http.delete(path).status()).isEqualTo(204);
        assertProblem(http.get(path), 404, "NOT_FOUND", "http/a key/");
        assertProblem(http.delete(path), 404, "NOT_FOUND", "http/a key/");
    }

    @Test
    void anObjectThatNoRecordHoldsIsReadWhole() {
        String key = "http/large/" + UUID.randomUUID();
        String whole = "x".repeat(3_000_000);
        SharedStack.client().put(key, whole);
        // What another client has written is seen a moment later.
        await().untilAsserted(() -> assertThat(
                        http.get("/v1/kvs/" + key).body().path("value").textValue())
                .isEqualTo(whole));
        assertProblem(
                http.put("/v1/kvs/" + key, "\"" + "y".repeat(1_500_000) + "\""), 413, "PAYLOAD_TOO_LARGE", "in parts");
        assertThat(http.delete("/v1/kvs/" + key).status()).isEqualTo(204);
        assertProblem(http.get("/v1/kvs/" + key), 404, "NOT_FOUND", key);
    }

    @Test
    void anObjectWithAnEndIsGoneAfterIt() {
        String path = "/v1/kvs/http/ttl/" + UUID.randomUUID();
        http.put(path + "?ttlMs=1500", "1");
        assertThat(http.get(path).status()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(20)).until(() -> http.get(path).status() == 404);
    }

    @Test
    void latticesAreMergedInTheirJsonForm() {
        String path = "/v1/kvs/http/merge/" + UUID.randomUUID();
        assertThat(http.post(path, "{\"type\": \"max\", \"value\": 7}").status())
                .isEqualTo(204);
        assertThat(http.post(path, "{\"type\": \"max\", \"value\": 3}").status())
                .isEqualTo(204);
        Answer got = http.get(path + "?state");
        assertThat(got.body().get("value").asInt()).isEqualTo(7);
        assertThat(got.body().get("type").asText()).isEqualTo("max");
        assertThat(http.post(
                                path,
                                "{\"type\": \"max\", \"value\": " + got.body().get("state") + "}")
                        .status())
                .isEqualTo(204);
        assertProblem(http.post(path, "{\"type\": \"min\", \"value\": 1}"), 409, "CONFLICT", "max");
        assertProblem(http.post(path, "{\"type\": \"most\", \"value\": 1}"), 400, "INVALID_ARGUMENT", "most");
        assertProblem(http.post(path, "{\"type\": \"max\", \"value\": \"x\"}"), 400, "INVALID_ARGUMENT", "number");
        assertProblem(http.delete(path), 400, "INVALID_ARGUMENT", "only grows");
        String counter = path + "/counter";
        http.post(counter, "{\"type\": \"counter\", \"value\": 5}");
        http.post(counter, "{\"type\": \"counter\", \"value\": -2}");
        assertThat(http.get(counter).body().get("value").asInt()).isEqualTo(3);
    }

    @Test
    void keysAreListedPageByPage() {
        String prefix = "http/list/" + UUID.randomUUID() + "/";
        for (int i = 0; i < 25; i++) {
            http.put("/v1/kvs/" + prefix + i, Integer.toString(i));
        }
        Set<String> keys = new HashSet<>();
        String after = "";
        do {
            Answer page = http.get("/v1/kvs?limit=10&prefix=" + prefix + "&after=" + after);
            assertThat(page.body().get("keys").size()).isBetween(1, 10);
            page.body().get("keys").forEach(key -> assertThat(
                            keys.add(key.get("key").asText()))
                    .isTrue());
            after = page.body().path("next").asText();
        } while (!after.isEmpty());
        assertThat(keys).hasSize(25);
    }

    @Test
    void whatIsWrongWithKeysIsAProblem() {
        assertProblem(http.get("/v1/kvs/cloudburst/x"), 400, "INVALID_ARGUMENT", "cloudburst/");
        assertProblem(http.get("/v1/kvs/"), 400, "INVALID_ARGUMENT", "cannot be a key");
        assertProblem(http.put("/v1/kvs/http/x", "{\"$ref\": \"y\"}"), 400, "INVALID_ARGUMENT", "reference");
        assertProblem(http.put("/v1/kvs/http/x?ttlMs=-1", "1"), 400, "INVALID_ARGUMENT", "ttlMs");
        assertProblem(
                http.put("/v1/kvs/http/x", "\"" + "x".repeat(1_100_000) + "\""), 413, "PAYLOAD_TOO_LARGE", "1048576");
        assertProblem(
                http.send(http.to("/v1/kvs/http/x")
                        .header("If-Version-At-Least", "a:b")
                        .GET()),
                400,
                "INVALID_ARGUMENT",
                "If-Version-At-Least");
        String version = http.put("/v1/kvs/http/x", "1").header("ETag");
        String future = version.replaceAll(":.*", ":999999999");
        assertProblem(
                http.send(http.to("/v1/kvs/http/x?wait=1")
                        .header("If-Version-At-Least", future)
                        .GET()),
                412,
                "VERSION_NOT_REACHED",
                "999999999");
    }

    // Events

    @Test
    void anEventIsACallOfTheFunctionThatItsTypeNames() {
        String event = "{\"specversion\": \"1.0\", \"type\": \"http_square\", \"source\": \"/it\", \"id\": \""
                + UUID.randomUUID() + "\", \"data\": 6}";
        Answer structured =
                http.send(Http.with(http.to("/v1/events?wait=20"), "POST", event, "application/cloudevents+json"));
        assertThat(structured.body().path("result").asInt())
                .as(structured.body().toString())
                .isEqualTo(36);
        String counter = "http/event/" + UUID.randomUUID();
        for (int i = 0; i < 2; i++) {
            Answer binary = http.send(Http.with(
                    http.to("/v1/events?wait=20"),
                    "POST",
                    "{\"args\": [\"" + counter + "\"]}",
                    "application/json",
                    "ce-specversion",
                    "1.0",
                    "ce-type",
                    "io.cloudburst.call",
                    "ce-subject",
                    "functions/http_count",
                    "ce-source",
                    "/it",
                    "ce-id",
                    counter));
            assertThat(binary.body().path("result").asInt())
                    .as(binary.body().toString())
                    .isEqualTo(1);
        }
        assertProblem(
                http.send(Http.with(http.to("/v1/events"), "POST", "{\"id\": \"1\"}", "application/cloudevents+json")),
                400,
                "INVALID_ARGUMENT",
                "specversion");
    }

    // Of itself

    @Test
    void itSaysThatEveryPartIsReady() {
        Answer ready = http.get("/health/ready");
        assertThat(ready.status()).as(ready.body().toString()).isEqualTo(200);
        assertThat(ready.body().get("parts").size()).isEqualTo(3);
        assertThat(http.get("/health/live").status()).isEqualTo(200);
    }

    @Test
    void itCountsWhatIsCalledByNamesThatThereAre() {
        http.post(SQUARE, "{\"args\": [1]}");
        http.post("/v1/functions/never_registered_" + UUID.randomUUID() + "/calls", "{}");
        String metrics = http.get("/metrics").response().body();
        assertThat(metrics)
                .contains("target=\"http_square\"")
                .contains("target=\"other\"")
                .contains("http_server_requests_seconds_count{operation=\"callFunction\",status=\"200\"}")
                .containsPattern("cloudburst_calls_in_flight \\d")
                .containsPattern("http_server_connections \\d")
                .contains("cloudburst_cache_reads_total{result=\"miss\"}")
                .contains("cloudburst_kafka_producer_records")
                .doesNotContain("never_registered");
    }

    @Test
    void everyRouteIsInItsDescriptionAndEveryRouteOfThatAnswers() {
        JsonNode description = http.get("/openapi.json").body();
        Set<String> described = new HashSet<>();
        for (Map.Entry<String, JsonNode> path : description.get("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                described.add(operation.getKey().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey() + " "
                        + operation.getValue().get("operationId").asText());
            }
        }
        Set<String> served = new HashSet<>();
        for (Route route : SharedGateway.get().routes()) {
            if (route.operation().equals(Dashboard.OPERATION)) {
                // Files for browsers, which are no part of the API: nothing but that may hide behind the name.
                assertThat(route.method()).isEqualTo("GET");
                assertThat(route.role()).isEqualTo(Role.ANYONE);
                assertThat(route.path().toString()).matches("/|/assets/[0-9a-f]{16}/[a-z-]+\\.(js|css|svg)");
            } else {
                served.add(route.method() + " " + route.path() + " " + route.operation());
            }
        }
        assertThat(described).isEqualTo(served);
        for (String operation : described) {
            String method = operation.split(" ")[0];
            String path = operation.split(" ")[1].replaceAll("\\{[a-z]+}", "http_nobody");
            Answer answer = http.send(
                    Stream.of("GET", "DELETE").anyMatch(method::equals)
                            ? http.to(path).method(method, java.net.http.HttpRequest.BodyPublishers.noBody())
                            : Http.with(http.to(path), method, "[]", "application/json"));
            assertThat(answer.status()).as(operation).isNotEqualTo(405).isLessThan(500);
        }
    }
}
