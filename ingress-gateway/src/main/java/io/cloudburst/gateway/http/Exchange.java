package io.cloudburst.gateway.http;

import io.cloudburst.sdk.deadline.DeadlineSweeper;
import io.cloudburst.sdk.deadline.Monotonic;
import io.cloudburst.sdk.log.LoggedCall;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and its answer. All that changes is the connection's thread's, but for the deadline. */
final class Exchange implements DeadlineSweeper.Expirable {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    /** Of a stream: so much may wait for its reader. */
    private static final int MAX_UNREAD_BYTES = 1 << 20;

    private enum Phase {
        READING,
        RUNNING,
        WRITING,
        /** Its answer goes on for as long as somebody reads it. */
        STREAMING,
        /** Answered, while the other end still sends: closed now, its answer would be lost on the way. */
        LINGERING,
        OVER
    }

    private final HttpServerRequest request;
    private final Context context;
    private final HttpLimits limits;
    private final Runnable last;
    private final Runnable over;
    private final Observer observer;
    private final long begun = System.nanoTime();

    private Phase phase = Phase.READING;
    private boolean bodyRead;
    private Duration readTime;
    private String operation = "";
    private HttpSpan span = HttpSpan.NONE;
    /** Empty: none, or none yet. Told on any thread. */
    private volatile String callId = "";

    private int status;
    /** Once its answer is gone, or the connection is. */
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    /** Of {@link Monotonic}. */
    private volatile long deadline;

    /**
     * @param last runs where nothing that comes behind this request is one
     * @param over runs once the answer is gone, or the connection is
     */
    Exchange(
            HttpServerRequest request,
            Context context,
            HttpLimits limits,
            Observer observer,
            Runnable last,
            Runnable over) {
        this.request = request;
        this.context = context;
        this.limits = limits;
        this.observer = observer;
        this.last = last;
        this.over = over;
        this.readTime = limits.readTimeout();
        allow(readTime);
        request.response().closeHandler(gone -> end());
        request.exceptionHandler(this::broken);
    }

    /** The connection is closed after this, so what is said now is the last word. */
    private void broken(Throwable cause) {
        boolean gone = cause instanceof HttpClosedException || cause instanceof IOException;
        if (phase == Phase.READING && !gone) {
            write(Problem.of(
                            ProblemKind.INVALID_ARGUMENT,
                            "the body is not in chunks as HTTP has them: " + cause.getMessage())
                    .response());
            Connections.flush(request.connection());
        }
        end();
    }

    private void allow(Duration time) {
        deadline = Monotonic.millis() + time.toMillis();
    }

    void isOf(Route route) {
        operation = route.operation();
        span = HttpSpan.begin(request, route);
    }

    void isAbout(String call) {
        callId = call;
    }

    /** @param file where it is, if it is not in memory */
    record Body(byte[] bytes, Optional<Path> file) {
        private static final Body NONE = new Body(new byte[0], Optional.empty());
    }

    /** Reads the body; fails if it is too large. */
    CompletableFuture<Body> body() {
        if (!announcesBody()) {
            bodyRead = true;
            return CompletableFuture.completedFuture(Body.NONE);
        }
        CompletableFuture<Body> body = new CompletableFuture<>();
        if (announcesMoreThan(limits.maxBodyBytes())) {
            body.completeExceptionally(tooLarge());
            return body;
        }
        Buffer whole = Buffer.buffer();
        request.handler(part -> {
            if (whole.length() + part.length() > limits.maxBodyBytes()) {
                body.completeExceptionally(tooLarge());
            } else if (!body.isDone()) {
                whole.appendBuffer(part);
            }
        });
        request.endHandler(end -> {
            bodyRead = true;
            body.complete(new Body(whole.getBytes(), Optional.empty()));
        });
        return body;
    }

    /** The body is not read before {@link #bodyFile}, or the answer. */
    void hold() {
        if (announcesBody()) {
            request.pause();
        }
    }

    /** Reads the body, which is held, into a file that is there until the answer is gone; fails if it is too large. */
    CompletableFuture<Body> bodyFile(Route.Upload allowed, Uploads uploads) {
        if (!announcesBody()) {
            bodyRead = true;
            return CompletableFuture.completedFuture(Body.NONE);
        }
        if (announcesMoreThan(allowed.maxBytes())) {
            return CompletableFuture.failedFuture(BodyFile.tooLarge(allowed.maxBytes()));
        }
        Optional<Uploads.Place> place = phase == Phase.READING ? uploads.enter() : Optional.empty();
        if (place.isEmpty()) {
            return CompletableFuture.failedFuture(new ProblemException(
                    ProblemKind.TOO_MANY_REQUESTS,
                    "%d uploads are under way, as many as this gateway takes".formatted(uploads.most())));
        }
        readTime = allowed.readTimeout();
        allow(readTime);
        BodyFile file = new BodyFile(request, place.get().file(), allowed.maxBytes());
        ended.thenRun(() -> {
            file.abandon();
            place.get().leave(context.owner());
        });
        return file.receive(context.owner()).handle((path, failure) -> {
            if (failure != null) {
                // The other end may go on sending for a while.
                place.get().leave(context.owner());
                throw new CompletionException(failure);
            }
            bodyRead = true;
            return new Body(new byte[0], Optional.of(path));
        });
    }

    private boolean announcesMoreThan(long bytes) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        // Digits without end are too many as well.
        return length != null && (length.length() > 10 || Long.parseLong(length) > bytes);
    }

    private boolean announcesBody() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || (length != null && !length.equals("0"));
    }

    private ProblemException tooLarge() {
        return new ProblemException(
                ProblemKind.PAYLOAD_TOO_LARGE,
                "the body has more than %d bytes; put large things into the store in parts"
                        .formatted(limits.maxBodyBytes()));
    }

    /** The same, going on on this connection's thread. */
    <T> CompletionStage<T> here(CompletionStage<T> stage) {
        if (stage.toCompletableFuture().isDone()) {
            return stage;
        }
        CompletableFuture<T> here = new CompletableFuture<>();
        stage.whenComplete((result, failure) -> context.runOnContext(back -> {
            if (failure == null) {
                here.complete(result);
            } else {
                here.completeExceptionally(failure);
            }
        }));
        return here;
    }

    /** What it does is a part of its span. */
    <T> T within(Supplier<T> work) {
        return span.within(work);
    }

    void running() {
        if (phase == Phase.READING) {
            phase = Phase.RUNNING;
            allow(limits.answerTimeout());
        }
    }

    /** On any thread; only the first answer counts. */
    void answer(Response response) {
        if (Vertx.currentContext() == context) {
            write(response);
        } else {
            context.runOnContext(here -> write(response));
        }
    }

    void fail(Throwable failure) {
        answer(Problem.of(failure)
                .orElseGet(() -> {
                    LoggedCall.run(
                            callId,
                            () -> LOG.error(
                                    "{} {} failed by a mistake in the gateway",
                                    request.method(),
                                    request.path(),
                                    failure));
                    return Problem.of(
                            ProblemKind.INTERNAL, "a mistake in the gateway, whose log says more: " + failure);
                })
                .response());
    }

    private void write(Response response) {
        if (phase.compareTo(Phase.WRITING) >= 0) {
            return;
        }
        phase = Phase.WRITING;
        allow(limits.writeTimeout());
        status = response.status();
        HttpServerResponse out = request.response().setStatusCode(status);
        response.headers().forEach(out::putHeader);
        if (!response.contentType().isEmpty()) {
            out.putHeader(HttpHeaders.CONTENT_TYPE, response.contentType());
        }
        if (response.streaming() != null && request.method() != HttpMethod.HEAD) {
            phase = Phase.STREAMING;
            deadline = Long.MAX_VALUE;
            stream(out, response.streaming());
            return;
        }
        boolean keepAlive = bodyRead || !announcesBody();
        if (!keepAlive) {
            // What is left of the body would be taken for the next request.
            last.run();
            out.putHeader(HttpHeaders.CONNECTION, "close");
        }
        boolean head = request.method() == HttpMethod.HEAD;
        if (head && response.body().length > 0) {
            out.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(response.body().length));
        }
        (head || response.body().length == 0 ? out.end() : out.end(Buffer.buffer(response.body()))).onComplete(gone -> {
            if (keepAlive) {
                end();
            } else if (phase == Phase.WRITING) {
                linger();
            }
        });
    }

    private void stream(HttpServerResponse out, Streaming streaming) {
        out.setChunked(true).setWriteQueueMaxSize(MAX_UNREAD_BYTES);
        streaming.begin(new Streaming.Out() {
            @Override
            public void write(String text) {
                context.runOnContext(here -> {
                    if (phase != Phase.STREAMING) {
                        return;
                    }
                    if (out.writeQueueFull()) {
                        Connections.cut(request.connection());
                    } else {
                        out.write(text);
                    }
                });
            }

            @Override
            public void end() {
                context.runOnContext(here -> {
                    if (phase == Phase.STREAMING) {
                        out.end().onComplete(gone -> Exchange.this.end());
                    }
                });
            }

            @Override
            public void onEnd(Runnable action) {
                ended.thenRun(action);
            }
        });
    }

    private void linger() {
        if (request.isEnded()) {
            closeAndEnd();
            return;
        }
        phase = Phase.LINGERING;
        allow(limits.readTimeout());
        request.handler(part -> {});
        request.endHandler(whole -> closeAndEnd());
        request.resume();
    }

    /** Of an answered request no handler is told that its connection is gone. */
    private void closeAndEnd() {
        request.connection().close();
        end();
    }

    private void end() {
        if (phase != Phase.OVER) {
            phase = Phase.OVER;
            ended.complete(null);
            over.run();
            // 499: nobody was there any more.
            int shown = status == 0 ? 499 : status;
            span.end(shown);
            long nanos = System.nanoTime() - begun;
            observer.answered(operation, shown, nanos);
            if (LOG.isDebugEnabled()) {
                LoggedCall.run(
                        callId,
                        () -> LOG.debug(
                                "{} {}: {} after {} µs", request.method(), request.path(), shown, nanos / 1_000));
            }
        }
    }

    @Override
    public long deadline() {
        return deadline;
    }

    @Override
    public void expire() {
        context.runOnContext(here -> {
            switch (phase) {
                case READING ->
                    write(Problem.of(
                                    ProblemKind.REQUEST_TIMEOUT,
                                    "the body was not there within %d ms".formatted(readTime.toMillis()))
                            .response());
                case RUNNING ->
                    write(Problem.of(ProblemKind.TIMEOUT, "there was no answer in time")
                            .response());
                case WRITING, LINGERING -> {
                    Connections.cut(request.connection());
                    end();
                }
                case STREAMING, OVER -> {}
            }
        });
    }
}
