package io.cloudburst.gateway.http;

import io.cloudburst.sdk.deadline.DeadlineSweeper;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
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
    private String operation = "";
    private HttpSpan span = HttpSpan.NONE;
    private int status;
    /** Of a stream. */
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    /** Milliseconds since the epoch. */
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
        allow(limits.readTimeout());
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
        deadline = System.currentTimeMillis() + time.toMillis();
    }

    void isOf(Route route) {
        operation = route.operation();
        span = HttpSpan.begin(request, route);
    }

    /** Reads the body; fails if it is too large. */
    CompletableFuture<byte[]> body() {
        if (!announcesBody()) {
            bodyRead = true;
            return CompletableFuture.completedFuture(new byte[0]);
        }
        CompletableFuture<byte[]> body = new CompletableFuture<>();
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        // Digits without end are too many as well.
        if (length != null && (length.length() > 10 || Long.parseLong(length) > limits.maxBodyBytes())) {
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
            body.complete(whole.getBytes());
        });
        return body;
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
                    LOG.error("{} {} failed by a mistake in the gateway", request.method(), request.path(), failure);
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
            request.connection().close();
            return;
        }
        phase = Phase.LINGERING;
        allow(limits.readTimeout());
        request.handler(part -> {});
        request.endHandler(whole -> request.connection().close());
    }

    private void end() {
        if (phase != Phase.OVER) {
            phase = Phase.OVER;
            ended.complete(null);
            over.run();
            // 499: nobody was there any more.
            int shown = status == 0 ? 499 : status;
            span.end(shown);
            observer.answered(operation, shown, System.nanoTime() - begun);
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
                                    "the body was not there within %d ms"
                                            .formatted(limits.readTimeout().toMillis()))
                            .response());
                case RUNNING ->
                    write(Problem.of(ProblemKind.TIMEOUT, "there was no answer in time")
                            .response());
                case WRITING, LINGERING -> Connections.cut(request.connection());
                case STREAMING, OVER -> {}
            }
        });
    }
}
