package io.cloudburst.remote.client;

import io.cloudburst.remote.client.TransportException.Kind;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;

/** A request, and the answer to it or why there is none. Safe for use by many threads. */
final class Exchange {
    private static final int QUOTED_BYTES = 500;

    private final int maxBytes;
    private final CompletableFuture<byte[]> answer = new CompletableFuture<>();
    /** Null until there is a connection. Guarded by this. */
    private HttpClientRequest request;

    /** @param maxBytes of the answer */
    Exchange(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The body of an answer with status 200; fails with a {@link TransportException}. */
    CompletableFuture<byte[]> answer() {
        return answer;
    }

    /** Nobody wants the answer any more, or nobody believes in it. */
    void abort(TransportException why) {
        if (answer.completeExceptionally(why)) {
            reset();
        }
    }

    private void reset() {
        HttpClientRequest open;
        synchronized (this) {
            open = request;
        }
        if (open != null) {
            open.reset();
        }
    }

    /** On the connection's thread. */
    void connected(HttpClientRequest opened, Buffer body) {
        synchronized (this) {
            request = opened;
        }
        if (answer.isDone()) {
            opened.reset();
            return;
        }
        opened.send(body).onSuccess(this::read).onFailure(this::lost);
    }

    void notConnected(Throwable failure) {
        fail(failure, Kind.NOT_RUN, "");
    }

    private void lost(Throwable failure) {
        fail(failure, Kind.LOST, "the connection broke before the answer: ");
    }

    private void fail(Throwable failure, Kind otherwise, String what) {
        Throwable cause = innermost(failure);
        String said = said(cause);
        answer.completeExceptionally(
                isRefusal(failure)
                        ? new TransportException(Kind.REFUSED, "no TLS with it: " + said)
                        : new TransportException(otherwise, what + said));
    }

    /** A server that refuses the client's certificate may say so only after the handshake. */
    static boolean isRefusal(Throwable failure) {
        Throwable cause = innermost(failure);
        // One that was closed in the midst of a handshake is no refusal: whoever dies does that.
        return cause instanceof SSLException && !said(cause).startsWith("Connection closed");
    }

    private static Throwable innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof SSLException)) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static String said(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private void read(HttpClientResponse response) {
        Buffer body = Buffer.buffer();
        response.handler(part -> {
            if (body.length() + part.length() > maxBytes) {
                abort(new TransportException(Kind.TOO_LARGE, "its answer has more than %d bytes".formatted(maxBytes)));
            } else {
                body.appendBuffer(part);
            }
        });
        response.exceptionHandler(this::lost);
        response.endHandler(end -> {
            if (response.statusCode() == 200) {
                answer.complete(body.getBytes());
            } else {
                answer.completeExceptionally(refusal(response.statusCode(), body));
            }
        });
    }

    private static TransportException refusal(int status, Buffer body) {
        Kind kind =
                switch (status) {
                    case 401, 403, 404 -> Kind.REFUSED;
                    case 413, 500 -> Kind.FINAL;
                    case 429, 503 -> Kind.NOT_RUN;
                    case 502, 504 -> Kind.LOST;
                    default -> Kind.FINAL;
                };
        String said = body.getString(0, Math.min(body.length(), QUOTED_BYTES)).strip();
        return new TransportException(kind, "it answered %d%s".formatted(status, said.isEmpty() ? "" : ": " + said));
    }
}
