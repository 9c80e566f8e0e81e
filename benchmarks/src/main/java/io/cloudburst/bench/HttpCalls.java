package io.cloudburst.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Calls of a DAG through a gateway, each on a connection of its own that is used again. */
final class HttpCalls implements Load.Target, AutoCloseable {
    private static final int CONNECTIONS = 256;

    private final Vertx vertx = Vertx.vertx(
            new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1).setInternalBlockingPoolSize(1));
    private final HttpClient client;
    private final int port;
    private final String path;

    HttpCalls(int port, String dag) {
        this.port = port;
        this.path = "/v1/dags/" + dag + "/calls";
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setTcpNoDelay(true), new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    }

    @Override
    public CompletableFuture<Boolean> apply(long x) {
        byte[] body = ("{\"args\":{\"incr\":[" + x + "]}}").getBytes(StandardCharsets.US_ASCII);
        String right = "\"result\":" + (x + 1) * (x + 1);
        return client.request(HttpMethod.POST, port, "127.0.0.1", path)
                .compose(request ->
                        request.putHeader("Content-Type", "application/json").send(Buffer.buffer(body)))
                .compose(response -> response.statusCode() == 200
                        ? response.body()
                        : Future.failedFuture("the gateway answered " + response.statusCode()))
                .map(answer -> answer.toString(StandardCharsets.US_ASCII).contains(right))
                .toCompletionStage()
                .toCompletableFuture();
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
