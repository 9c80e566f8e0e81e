package io.cloudburst.remote.worker;

import io.cloudburst.remote.wire.StageMessages;
import io.cloudburst.remote.wire.Token;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.statefun.sdk.java.handler.RequestReplyHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes requests over HTTP and hands them to StateFun's SDK. Its threads are few, and run no users' code. */
final class WorkerServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerServer.class);
    private static final int THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    /** Longer than the job keeps a connection that it does not use. */
    private static final int IDLE_SECONDS = 120;

    private static final int SECONDS = 10;
    private static final long LOOK_AGAIN_MILLIS = 20;

    private final RequestReplyHandler handler;
    private final Optional<Token> token;
    private final Vertx vertx;
    private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final int port;
    private volatile boolean draining;

    /** @throws IllegalStateException if the port cannot be had, or a certificate cannot be read */
    WorkerServer(RequestReplyHandler handler, String host, int port, WorkerSettings.Security security) {
        this.handler = handler;
        this.token = security.tokenFile().map(Token::in);
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(THREADS)
                // For reading certificates, and nothing else.
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1));
        HttpServerOptions options = new HttpServerOptions()
                .setHost(host)
                .setMaxHeaderSize(16 << 10)
                .setAcceptBacklog(1_024)
                .setTcpNoDelay(true)
                .setIdleTimeout(IDLE_SECONDS)
                .setReadIdleTimeout(0)
                .setUseAlpn(false);
        security.certificate().ifPresent(certificate -> options.setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(certificate.toString())
                        .addKeyPath(security.key().orElseThrow().toString())));
        security.clientTrust().ifPresent(trust -> options.setClientAuth(ClientAuth.REQUIRED)
                .setTrustOptions(new PemTrustOptions().addCertPath(trust.toString())));
        try {
            this.port = listen(new HttpServerOptions(options).setPort(port));
            for (int i = 1; i < THREADS; i++) {
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
                        return vertx.createHttpServer(options)
                                .requestHandler(WorkerServer.this::take)
                                .listen()
                                .onSuccess(listening::complete);
                    }
                })
                .onFailure(listening::completeExceptionally);
        HttpServer server = await(
                listening,
                "listening on %s:%d".formatted(options.getHost(), options.getPort()),
                "; if another program has the port, choose another");
        servers.add(server);
        return server.actualPort();
    }

    int port() {
        return port;
    }

    private void take(HttpServerRequest request) {
        if (request.method() == HttpMethod.GET && StageMessages.HEALTH_PATH.equals(request.path())) {
            end(request.response(), draining ? 503 : 200, draining ? "ending" : "well");
        } else if (request.method() != HttpMethod.POST || !StageMessages.PATH.equals(request.path())) {
            refuse(
                    request,
                    404,
                    "there is POST %s and GET %s".formatted(StageMessages.PATH, StageMessages.HEALTH_PATH));
        } else if (token.isPresent() && !token.get().isIn(request.getHeader("Authorization"))) {
            refuse(request, 401, "this worker takes another token, or no request without one");
        } else if (draining) {
            refuse(request, 503, "this worker is being stopped; ask another");
        } else {
            read(request);
        }
    }

    private void read(HttpServerRequest request) {
        Buffer body = Buffer.buffer();
        request.handler(part -> {
            if (body.length() + part.length() > StageMessages.MAX_REQUEST_BYTES) {
                request.handler(more -> {});
                request.endHandler(end -> {});
                refuse(request, 413, "a request has at most %d bytes".formatted(StageMessages.MAX_REQUEST_BYTES));
            } else {
                body.appendBuffer(part);
            }
        });
        request.endHandler(end -> handle(request, body.getBytes()));
    }

    private void handle(HttpServerRequest request, byte[] body) {
        open.incrementAndGet();
        CompletableFuture<byte[]> answer;
        try {
            answer = handler.handle(StageFunctions.slice(body)).thenApply(slice -> slice.toByteArray());
        } catch (RuntimeException | Error e) {
            answer = CompletableFuture.failedFuture(e);
        }
        io.vertx.core.Context context = Vertx.currentContext();
        answer.whenComplete((bytes, failure) -> context.runOnContext(here -> {
            open.decrementAndGet();
            if (failure == null) {
                HttpServerResponse response = request.response();
                if (!response.ended() && !response.closed()) {
                    response.putHeader("Content-Type", "application/octet-stream")
                            .end(Buffer.buffer(bytes));
                }
            } else {
                LOG.warn("a request was no stage to run: {}", StageFunctions.described(failure));
                end(request.response(), 400, StageFunctions.described(failure));
            }
        }));
    }

    /** What is still to come of the request is not read. */
    private static void refuse(HttpServerRequest request, int status, String why) {
        end(request.response().putHeader("Connection", "close"), status, why);
    }

    private static void end(HttpServerResponse response, int status, String text) {
        if (!response.ended() && !response.closed()) {
            response.setStatusCode(status)
                    .putHeader("Content-Type", "text/plain; charset=utf-8")
                    .end(text);
        }
    }

    /** From here on nothing new is taken; returns when all is answered, or it takes too long. */
    void drain() {
        draining = true;
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        try {
            while (open.get() > 0 && System.nanoTime() < until) {
                Thread.sleep(LOOK_AGAIN_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> T await(CompletableFuture<T> future, String what, String hint) {
        try {
            return future.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(what + " failed: " + e.getCause().getMessage() + hint, e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException(what + " took too long", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + what, e);
        }
    }

    @Override
    public void close() {
        await(vertx.close().toCompletionStage().toCompletableFuture(), "stopping the worker's server", "");
    }
}
