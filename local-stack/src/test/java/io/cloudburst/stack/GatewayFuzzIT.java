package io.cloudburst.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.stack.SharedGateway.Answer;
import io.cloudburst.stack.SharedGateway.Http;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code /openapi.json} describes, asked wrongly in many ways: every answer is a documented one, and none the gateway's fault. */
class GatewayFuzzIT {
    private static final int REQUESTS = 60;
    private static final List<String> NAMES =
            List.of("fuzz_echo", "nobody", "a b", "%", "", "ü", "../x", "x".repeat(250));
    private static final List<String> JSON = List.of(
            "",
            "{",
            "null",
            "[]",
            "{}",
            "1e999",
            "\"\\ud800\"",
            "{\"args\": [1]}",
            "{\"args\": {\"a\": [1]}}",
            "{\"args\": [{\"$ref\": \"\"}]}",
            "{\"args\": [{\"$ref\": \"cloudburst/x\"}]}",
            "{\"args\": [1], \"args\": [2]}",
            "{\"args\": [1], \"timeoutMs\": -1}",
            "{\"args\": [1], \"delayMs\": 1e30}",
            "{\"args\": [1], \"then\": [{}]}",
            "{\"args\": [1], \"then\": [{\"function\": \"fuzz_echo\", \"dag\": \"x\"}]}",
            "{\"args\": [1], \"outputKey\": \"cloudburst/x\"}",
            "{\"nodes\": []}",
            "{\"nodes\": [{\"name\": \"fuzz_echo\"}], \"edges\": [{\"from\": \"fuzz_echo\", \"to\": \"fuzz_echo\"}]}",
            "{\"nodes\": [{\"name\": 1}]}",
            "{\"nodes\": {\"a\": 1}, \"edges\": 3}",
            "{\"nodes\": [{\"name\": \"a\", \"form\": \"dag\"}]}",
            "{\"type\": \"max\", \"value\": []}",
            "{\"type\": \"map\", \"value\": {\"a\": {\"b\": 1}}}",
            "{\"type\": \"or-map\"}",
            "{\"specversion\": \"1.0\", \"type\": \"a b\", \"source\": \"x\", \"id\": \"1\"}",
            "{\"specversion\": 1, \"type\": [], \"data_base64\": \"%\"}",
            "[".repeat(5_000));

    private final Http http = SharedGateway.http();
    private final long seed = System.nanoTime();
    private final SplittableRandom random = new SplittableRandom(seed);

    @BeforeAll
    static void register() {
        SharedStack.client().register("fuzz_echo", (FunctionContext context, Object x) -> x);
    }

    @Test
    void badRequestsAreAnsweredAsDocumented() {
        JsonNode description = http.get("/openapi.json").body();
        for (Map.Entry<String, JsonNode> path : description.get("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                // They ask the whole stack each time.
                int requests = path.getKey().startsWith("/health") ? 3 : REQUESTS;
                for (int i = 0; i < requests; i++) {
                    fuzz(description, operation.getKey().toUpperCase(Locale.ROOT), path.getKey(), operation.getValue());
                }
            }
        }
    }

    private void fuzz(JsonNode description, String method, String template, JsonNode operation) {
        String path = template;
        StringBuilder query = new StringBuilder();
        StringBuilder said = new StringBuilder();
        HttpRequest.Builder request = null;
        Map<String, String> headers = new java.util.LinkedHashMap<>();
        for (JsonNode reference : operation.path("parameters")) {
            JsonNode parameter = description.at(reference.get("$ref").asText().substring(1));
            String name = parameter.get("name").asText();
            String value = value(parameter);
            switch (parameter.get("in").asText()) {
                case "path" -> path = path.replace("{" + name + "}", encoded(value));
                case "query" -> {
                    if (name.equals("wait") || random.nextInt(3) == 0) {
                        // Nobody waits long here.
                        String shown = name.equals("wait") && random.nextInt(4) > 0 ? "1" : value;
                        query.append(query.length() == 0 ? '?' : '&')
                                .append(name)
                                .append('=')
                                .append(encoded(shown));
                    }
                }
                default -> {
                    if (random.nextInt(3) == 0) {
                        headers.put(name, value.replaceAll("[^ -~]", "?"));
                    }
                }
            }
        }
        if (random.nextInt(10) == 0) {
            query.append(query.length() == 0 ? '?' : '&').append("made_up=1");
        }
        request = http.to(path + query);
        if (operation.has("requestBody") || random.nextInt(10) == 0) {
            String type = pick(List.of(
                    "application/json",
                    "application/json",
                    "application/json; charset=utf-8",
                    "text/plain",
                    "application/yaml",
                    "application/cloudevents+json",
                    "nonsense"));
            String body = body();
            request.method(method, BodyPublishers.ofString(body)).header("Content-Type", type);
            said.append(type).append(' ').append(body.length() > 200 ? body.substring(0, 200) : body);
        } else {
            request.method(method, BodyPublishers.noBody());
        }
        headers.forEach(request::header);
        if (random.nextInt(10) == 0) {
            request.header("Accept", pick(List.of("text/html", "application/*", "*/*;q=0", ",,;q=x")));
        }
        Answer answer = http.send(request);
        String asked = "seed %d: %s %s%s %s %s gave %d %s"
                .formatted(seed, method, path, query, headers, said, answer.status(), answer.body());
        assertThat(answer.status()).as(asked).isLessThan(500);
        // A name with a slash or without anything leads elsewhere.
        boolean elsewhere = answer.status() == 404 || answer.status() == 405;
        assertThat(elsewhere || operation.get("responses").has(Integer.toString(answer.status())))
                .as(asked)
                .isTrue();
        if (answer.status() >= 400) {
            assertThat(answer.header("content-type")).as(asked).isEqualTo("application/problem+json");
            assertThat(answer.body().path("detail").asText()).as(asked).isNotEmpty();
        }
    }

    private String value(JsonNode parameter) {
        return switch (parameter.get("name").asText()) {
            case "name", "id" -> pick(NAMES);
            case "key", "prefix", "after" ->
                pick(List.of("fuzz/a", "fuzz//b", "cloudburst/x", "/", "ü/ö", "%41", "x".repeat(1_100), "a\u0000b"));
            // A wait that is valid is a short one.
            case "wait", "limit" -> pick(List.of("-1", "x", "", "999999999999", "0"));
            case "Prefer" -> pick(List.of("wait=x", "wait=1", "respond-async", ";;,,", "wait=-1", "handling=lenient"));
            case "If-Version-At-Least" -> pick(List.of("x", "0:0", ":", "1:-1", "9:9", "\"2:0\""));
            default -> pick(List.of("", "x", "-1", "true", "1", "\"", "x".repeat(2_000)));
        };
    }

    private String body() {
        String json = pick(JSON);
        return switch (random.nextInt(6)) {
            case 0 -> json.substring(0, random.nextInt(json.length() + 1));
            case 1 -> {
                StringBuilder mutated = new StringBuilder(json);
                for (int i = 0; i < 3 && mutated.length() > 0; i++) {
                    mutated.setCharAt(random.nextInt(mutated.length()), (char) random.nextInt(1, 300));
                }
                yield mutated.toString();
            }
            default -> json;
        };
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
