package io.cloudburst.chaos.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Requests to gateways that stand beside each other. One that may be repeated goes to the next when a gateway is gone or silent, until
 * its time is over. Safe for use by many threads.
 */
final class Gateways {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONGEST_TO_CONNECT = Duration.ofSeconds(1);
    /** A gateway that is silent for so long may be away. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(6);

    private static final long FIRST_RETRY_MILLIS = 100;
    private static final int MOST_DOUBLINGS = 4;
    private static final String IN_FLIGHT = "cloudburst_calls_in_flight";

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LONGEST_TO_CONNECT)
            .build();
    private final List<URI> addresses;

    Gateways(List<URI> addresses) {
        this.addresses = addresses;
    }

    int count() {
        return addresses.size();
    }

    /**
     * A request.
     *
     * @param path with its query
     * @param body null: none
     * @param key for the header Idempotency-Key; null: none
     * @param repeatable whether it may be sent again without harm
     */
    record Asked(String method, String path, String body, String key, boolean repeatable, String... headers) {}

    /** What was answered that is no problem. */
    record Said(int status, JsonNode body, String location) {}

    /**
     * @param first which gateway is asked first
     * @return fails with an {@link OperationError}
     */
    CompletableFuture<Said> ask(int first, Asked asked, Duration time) {
        return attempt(first, 0, asked, System.nanoTime() + time.toNanos());
    }

    private CompletableFuture<Said> attempt(int first, int attempt, Asked asked, long deadline) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            return CompletableFuture.failedFuture(
                    new OperationError("UNAVAILABLE", "no gateway has answered " + asked.path()));
        }
        Duration patience = Duration.ofNanos(asked.repeatable() ? Math.min(left, LONGEST_SILENCE.toNanos()) : left);
        return client.sendAsync(request(first + attempt, asked, patience), BodyHandlers.ofString())
                .handle((response, failure) -> {
                    if (failure == null) {
                        return said(response);
                    }
                    if (!asked.repeatable()) {
                        throw new OperationError("UNAVAILABLE", "the gateway is gone: " + failure);
                    }
                    return null;
                })
                .thenCompose(said -> said != null
                        ? CompletableFuture.completedFuture(said)
                        : CompletableFuture.supplyAsync(
                                        () -> attempt(first, attempt + 1, asked, deadline), soon(attempt))
                                .thenCompose(next -> next));
    }

    /** At once at the next one, and after a while when all were asked, longer each time: hundreds of requests may do the same. */
    private Executor soon(int attempt) {
        int rounds = (attempt + 1) / addresses.size();
        return (attempt + 1) % addresses.size() == 0
                ? CompletableFuture.delayedExecutor(
                        FIRST_RETRY_MILLIS << Math.min(rounds - 1, MOST_DOUBLINGS), TimeUnit.MILLISECONDS)
                : Runnable::run;
    }

    private HttpRequest request(int number, Asked asked, Duration patience) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        addresses.get(number % addresses.size()).resolve(asked.path()))
                .timeout(patience)
                .method(
                        asked.method(),
                        asked.body() == null ? BodyPublishers.noBody() : BodyPublishers.ofString(asked.body()));
        if (asked.body() != null) {
            request.header("Content-Type", "application/json");
        }
        if (asked.key() != null) {
            request.header("Idempotency-Key", asked.key());
        }
        if (asked.headers().length > 0) {
            request.headers(asked.headers());
        }
        return request.build();
    }

    private static Said said(HttpResponse<String> response) {
        JsonNode body;
        try {
            body = JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw new OperationError(
                    "NO_JSON", response.statusCode() + " with " + response.body() + ": " + e.getOriginalMessage());
        }
        if (response.statusCode() >= 300) {
            throw new OperationError(
                    body.path("code").asText("HTTP_" + response.statusCode()),
                    body.path("detail").asText(response.body()));
        }
        return new Said(
                response.statusCode(),
                body,
                response.headers().firstValue("Location").orElse(null));
    }

    /** What the job has done in the last minutes, from the first gateway that says it. */
    JsonNode figures() throws IOException {
        IOException failure = new IOException("there is no gateway");
        for (URI address : addresses) {
            try {
                return JSON.readTree(read(address, "/v1/stats"));
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure;
    }

    /** Of all gateways together. */
    long callsInFlight() throws IOException {
        long calls = 0;
        for (URI address : addresses) {
            calls += read(address, "/metrics")
                    .lines()
                    .filter(line -> line.startsWith(IN_FLIGHT))
                    .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .findFirst()
                    .orElseThrow(() -> new IOException(address + " has no " + IN_FLIGHT + " among its metrics"));
        }
        return calls;
    }

    private String read(URI address, String path) throws IOException {
        try {
            return client.send(
                            HttpRequest.newBuilder(address.resolve(path))
                                    .timeout(LONGEST_SILENCE)
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
