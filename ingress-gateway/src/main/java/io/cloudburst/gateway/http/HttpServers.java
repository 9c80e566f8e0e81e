package io.cloudburst.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Listens, on a few threads whatever the number of connections, and hands requests to a {@link HttpFront}. */
public final class HttpServers implements AutoCloseable {
    private static final Duration STARTING = Duration.ofSeconds(30);
    private static final Duration STOPPING = Duration.ofSeconds(5);
    private static final int LONGEST_REQUEST_LINE = 8 << 10;

    /** A certificate chain and its key, as PEM files. */
    public record Tls(Path certificate, Path key) {}

    private final Vertx vertx;
    private final HttpFront front;
    private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
    private final int port;

    /** @throws IllegalStateException if the port cannot be had, or the certificate cannot be read */
    public HttpServers(HttpFront front, String host, int port, Optional<Tls> tls, HttpLimits limits, int threads) {
        this.front = front;
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(threads)
                // For reading certificates, and nothing else.
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1));
        HttpServerOptions options = new HttpServerOptions()
                .setHost(host)
                .setMaxHeaderSize(limits.maxHeaderBytes())
                .setMaxInitialLineLength(LONGEST_REQUEST_LINE)
                .setAcceptBacklog(1_024)
                .setTcpNoDelay(true)
                .setHandle100ContinueAutomatically(true)
                .setHttp2ClearTextEnabled(false)
                // There are no WebSockets here, and what would squeeze them looks at every request.
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setUseAlpn(false);
        tls.ifPresent(files -> options.setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(files.certificate().toString())
                        .addKeyPath(files.key().toString())));
        try {
            this.port = listen(new HttpServerOptions(options).setPort(port));
            for (int i = 1; i < threads; i++) {
                listen(new HttpServerOptions(options).setPort(this.port));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** The servers of all threads share the port. */
    private int listen(HttpServerOptions options) {
        CompletableFuture<HttpServer> listening = new CompletableFuture<>();
        vertx.deployVerticle(new VerticleBase() {
                    @Override
                    public Future<?> start() {
                        HttpServer server = vertx.createHttpServer(options)
                                .connectionHandler(front.connections()::opened)
                                .requestHandler(front::take)
                                .invalidRequestHandler(front::takeInvalid);
                        return server.listen().onSuccess(listening::complete);
                    }
                })
                .onFailure(listening::completeExceptionally);
        HttpServer server =
                await(listening, STARTING, "listening on %s:%d".formatted(options.getHost(), options.getPort()));
        servers.add(server);
        return server.actualPort();
    }

    public int port() {
        return port;
    }

    private static <T> T await(CompletableFuture<T> future, Duration timeout, String what) {
        try {
            return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    what + " failed: " + e.getCause().getMessage()
                            + "; if another program has the port, choose another",
                    e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException(what + " took too long", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + what, e);
        }
    }

    /** Lets what is being answered go out, for a few seconds, and then ends every connection. */
    @Override
    public void close() {
        front.refuse();
        List<CompletableFuture<Void>> stopped = servers.stream()
                .map(server -> server.shutdown(STOPPING.toMillis(), TimeUnit.MILLISECONDS)
                        .toCompletionStage()
                        .toCompletableFuture())
                .toList();
        try {
            await(
                    CompletableFuture.allOf(stopped.toArray(CompletableFuture[]::new)),
                    STOPPING.plusSeconds(5),
                    "stopping the HTTP server");
        } finally {
            front.close();
            await(vertx.close().toCompletionStage().toCompletableFuture(), STOPPING.plusSeconds(5), "stopping Vert.x");
        }
    }
}
