package io.cloudburst.gateway.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * Writes the body of a request into a file as it comes, no faster than the disk takes it, so that little of it is in memory. Of the
 * connection's thread.
 */
final class BodyFile {
    private final HttpServerRequest request;
    private final Path path;
    private final long maxBytes;
    private final CompletableFuture<Path> whole = new CompletableFuture<>();
    private long received;

    /** @param request paused */
    BodyFile(HttpServerRequest request, Path path, long maxBytes) {
        this.request = request;
        this.path = path;
        this.maxBytes = maxBytes;
    }

    /** Completes when all of it is in the file; fails if it is too large, or the disk takes no more. */
    CompletableFuture<Path> receive(Vertx vertx) {
        vertx.fileSystem()
                .open(path.toString(), new OpenOptions().setCreateNew(true).setPerms("rw-------"))
                .onSuccess(this::write)
                .onFailure(this::fail);
        return whole;
    }

    private void write(AsyncFile file) {
        // Whatever goes wrong: nobody deletes it while it is written.
        whole.whenComplete((path, failure) -> {
            if (failure != null) {
                file.close();
                // For whoever wants to read past the rest of it.
                request.resume();
            }
        });
        file.exceptionHandler(this::fail);
        request.handler(part -> append(file, part));
        request.endHandler(end -> {
            if (!whole.isDone()) {
                file.close().onSuccess(closed -> whole.complete(path)).onFailure(this::fail);
            }
        });
        request.resume();
    }

    private void append(AsyncFile file, Buffer part) {
        received += part.length();
        if (received > maxBytes) {
            whole.completeExceptionally(tooLarge(maxBytes));
        }
        if (whole.isDone()) {
            return;
        }
        file.write(part).onFailure(this::fail);
        if (file.writeQueueFull()) {
            request.pause();
            file.drainHandler(drained -> request.resume());
        }
    }

    private void fail(Throwable failure) {
        whole.completeExceptionally(new ProblemException(
                ProblemKind.UNAVAILABLE, "the body cannot be kept: " + failure.getMessage() + "; try again later"));
    }

    /** Nobody waits for it any more. */
    void abandon() {
        whole.cancel(false);
    }

    static ProblemException tooLarge(long maxBytes) {
        return new ProblemException(
                ProblemKind.PAYLOAD_TOO_LARGE,
                "the body has more than the %d bytes that are taken here".formatted(maxBytes));
    }
}
