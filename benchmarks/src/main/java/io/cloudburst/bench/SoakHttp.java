package io.cloudburst.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;

/** Calls of a DAG of two functions over HTTP, at a pace at which connections may rest, and be closed by the gateway. */
final class SoakHttp implements Load.Target {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI calls;

    /** @param dag increments what its node {@code incr} is given, and squares that */
    SoakHttp(int port, String dag) {
        this.calls = URI.create("http://127.0.0.1:" + port + "/v1/dags/" + dag + "/calls");
    }

    @Override
    public CompletableFuture<Boolean> apply(long x) {
        // So that the square is a long.
        long small = x % 1_000_000;
        return client.sendAsync(
                        HttpRequest.newBuilder(calls)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"args\":{\"incr\":[" + small + "]}}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .thenApply(answer -> {
                    if (answer.statusCode() != 200) {
                        throw new IllegalStateException(
                                "the gateway answered " + answer.statusCode() + ": " + answer.body());
                    }
                    return answer.body().contains("\"result\":" + (small + 1) * (small + 1));
                });
    }
}
