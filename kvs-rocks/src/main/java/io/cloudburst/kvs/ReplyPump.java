package io.cloudburst.kvs;

import com.google.protobuf.MessageLite;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a stream of replies as fast as the client takes them: the next one is made when there is room for it. It counts among the
 * streams of the limits from {@link #open} to the call's end.
 *
 * @param <R> the replies
 */
final class ReplyPump<R extends MessageLite> {
    /** Makes replies. */
    @FunctionalInterface
    interface Source<R> extends AutoCloseable {
        /**
         * The next reply, or empty at the end.
         *
         * @throws StatusException if there is none; the call ends with it
         */
        Optional<R> next() throws StatusException;

        /** Is called once when the call is over. */
        @Override
        default void close() {}
    }

    private static final Logger log = LoggerFactory.getLogger(ReplyPump.class);

    // Then another gets the thread.
    private static final int REPLIES_AT_A_TIME = 8;

    private final ServerCallStreamObserver<R> observer;
    private final Executor executor;
    // What the call waits for. Guarded by this, as all that follows.
    private List<CompletableFuture<Void>> waits = List.of();
    // Null until there is something to send.
    private Source<R> source;
    private boolean over;
    private boolean ended;

    private ReplyPump(ServerCallStreamObserver<R> observer, Executor executor) {
        this.observer = observer;
        this.executor = executor;
    }

    /**
     * A pump for a call that has just come in.
     *
     * @param executor sends
     * @throws StatusException if there are too many
     */
    static <R extends MessageLite> ReplyPump<R> open(
            ServerCallStreamObserver<R> observer, CallLimits limits, Executor executor) throws StatusException {
        if (!limits.streams().tryAcquire()) {
            throw tooManyStreams();
        }
        ReplyPump<R> pump = new ReplyPump<>(observer, executor);
        Runnable end = () -> {
            limits.streams().release();
            pump.end();
        };
        observer.setOnReadyHandler(pump::pump);
        observer.setOnCloseHandler(end);
        observer.setOnCancelHandler(end);
        return pump;
    }

    /** Waits for all of them, or for the call's end, which cancels them; then completes, however they did. */
    synchronized CompletableFuture<Void> await(List<CompletableFuture<Void>> all) {
        waits = all;
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).exceptionally(failure -> null);
    }

    private synchronized void end() {
        waits.forEach(wait -> wait.cancel(false));
        ended = true;
        if (source != null) {
            source.close();
        }
    }

    static StatusException tooManyStreams() {
        return Reads.failure(
                Status.RESOURCE_EXHAUSTED,
                CallLimits.MAX_STREAMS + " streams are open here; try again, or another node");
    }

    /** Begins to send. */
    synchronized void start(Source<R> replies) {
        source = replies;
        if (ended) {
            replies.close();
        } else {
            pump();
        }
    }

    /** Sends what there is room for. */
    synchronized void pump() {
        if (source == null) {
            return;
        }
        try {
            for (int sent = 0; !over && !observer.isCancelled() && observer.isReady(); sent++) {
                if (sent == REPLIES_AT_A_TIME) {
                    executor.execute(this::pump);
                    return;
                }
                Optional<R> next = source.next();
                if (next.isEmpty()) {
                    over = true;
                    observer.onCompleted();
                } else {
                    observer.onNext(next.get());
                }
            }
        } catch (StatusException e) {
            fail(e);
        } catch (RuntimeException e) {
            log.error("a stream of replies broke", e);
            fail(Reads.failure(Status.INTERNAL, String.valueOf(e.getMessage())));
        }
    }

    /** Ends the call with a failure, unless it is over. */
    synchronized void fail(StatusException failure) {
        if (!over) {
            over = true;
            observer.onError(failure);
        }
    }
}
