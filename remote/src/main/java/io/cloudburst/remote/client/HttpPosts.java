package io.cloudburst.remote.client;

import io.cloudburst.executor.RemoteSettings;
import io.cloudburst.remote.wire.Token;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends requests, on a few threads however many are under way. Connections are kept. Safe for use by many threads. */
final class HttpPosts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpPosts.class);
    private static final int CONNECT_MILLIS = 2_000;
    private static final int HEALTH_MILLIS = 2_000;
    private static final int MAX_CONNECTIONS_PER_ENDPOINT = 512;
    private static final int MAX_WAITING_FOR_A_CONNECTION = 16_384;
    private static final int CLOSE_SECONDS = 5;

    private final Vertx vertx;
    private final HttpClient client;
    private final Optional<String> authorization;
    private final boolean onlyTls;

    /** @throws IllegalArgumentException if a file of the settings is not there */
    HttpPosts(RemoteSettings settings) {
        this.authorization = Optional.ofNullable(settings.tokenFile())
                .map(Path::of)
                .map(Token::in)
                .map(Token::header);
        this.onlyTls = settings.trust() != null;
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                .setTcpNoDelay(true)
                .setKeepAlive(true)
                .setMaxHeaderSize(16 << 10)
                .setUseAlpn(false);
        if (onlyTls) {
            options.setTrustOptions(new PemTrustOptions().addCertPath(existing(settings.trust())));
        }
        if (settings.certificate() != null) {
            options.setKeyCertOptions(new PemKeyCertOptions()
                    .addCertPath(existing(settings.certificate()))
                    .addKeyPath(existing(settings.key())));
        }
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(Math.max(1, Runtime.getRuntime().availableProcessors() / 2))
                // For names of hosts, certificates, and what is done aside.
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(2));
        this.client = vertx.createHttpClient(
                options,
                new PoolOptions()
                        .setHttp1MaxSize(MAX_CONNECTIONS_PER_ENDPOINT)
                        .setMaxWaitQueueSize(MAX_WAITING_FOR_A_CONNECTION));
    }

    private static String existing(String file) {
        if (!Files.isReadable(Path.of(file))) {
            throw new IllegalArgumentException("the file '%s' cannot be read".formatted(file));
        }
        return file;
    }

    /** Whether it may be asked at all. */
    boolean speaks(String url) {
        return !onlyTls || url.startsWith("https:");
    }

    /**
     * Sends a request.
     *
     * @param millis how long it may wait for a connection
     */
    Exchange post(String url, byte[] body, int maxAnswerBytes, long millis) {
        Exchange exchange = new Exchange(maxAnswerBytes);
        RequestOptions request = new RequestOptions()
                .setAbsoluteURI(url)
                .setMethod(HttpMethod.POST)
                .setConnectTimeout(Math.max(1, millis))
                .putHeader("Content-Type", "application/octet-stream");
        authorization.ifPresent(value -> request.putHeader("Authorization", value));
        client.request(request)
                .onSuccess(opened -> exchange.connected(opened, Buffer.buffer(body)))
                .onFailure(exchange::notConnected);
        return exchange;
    }

    /** Asks whether a worker is there; completes with 200 only if it is. */
    io.vertx.core.Future<Integer> get(String url) {
        return client.request(new RequestOptions()
                        .setAbsoluteURI(url)
                        .setMethod(HttpMethod.GET)
                        .setTimeout(HEALTH_MILLIS))
                .compose(opened -> opened.send())
                .map(response -> response.statusCode());
    }

    /** Calls back in a while. */
    void later(long millis, Runnable step) {
        vertx.setTimer(Math.max(1, millis), timer -> step.run());
    }

    /** On a thread that may block for some seconds. */
    void aside(Runnable step) {
        vertx.executeBlocking(() -> {
                    step.run();
                    return null;
                })
                .onFailure(failure -> LOG.warn("not done: {}", failure.toString()));
    }

    /** Calls back again and again. */
    void every(long millis, Runnable step) {
        vertx.setPeriodic(millis, timer -> step.run());
    }

    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the client of the workers did not end", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
