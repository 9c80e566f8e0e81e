package io.cloudburst.client;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.Reply;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.deadline.Monotonic;
import io.cloudburst.sdk.store.Frontier;
import io.cloudburst.sdk.value.ValueCodec;
import io.opentelemetry.context.Context;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Finds the reply to a call of anyone's by its id, for as long as {@code cloudburst.replies} keeps it: reads the partition
 * that the id names, from when the call was made.
 */
final class ReplyLookup implements AutoCloseable {
    /** So many look at once, and so many more may wait to. */
    private static final int THREADS = 4;

    private static final int WAITING = 1_000;
    /** Longer than a lookup is given, for those before it. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Transport transport;
    private final Consumer<Frontier> written;
    private final LargeResults large;
    private final ThreadPoolExecutor lookers;
    /** Not done yet. */
    private final Set<CloudFuture<?>> open = ConcurrentHashMap.newKeySet();

    /**
     * @param written is told what a run has written, before its future completes
     * @param large fetches large results, which may be asked for again
     */
    ReplyLookup(Transport transport, Consumer<Frontier> written, LargeResults large) {
        this.transport = transport;
        this.written = written;
        this.large = large;
        this.lookers = new ThreadPoolExecutor(
                THREADS, THREADS, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), looker -> {
                    Thread thread = new Thread(looker, "cloudburst-reply-lookup");
                    thread.setDaemon(true);
                    return thread;
                });
        lookers.allowCoreThreadTimeOut(true);
    }

    /** The result, within {@code timeout}; whatever goes wrong is the future's failure. */
    <R> CloudFuture<R> find(CallId id, Duration timeout, Type resultType, ValueCodec codec) {
        CloudFuture<R> future = new CloudFuture<>(id.toString(), null);
        long deadline = System.currentTimeMillis() + timeout.toMillis();
        open.add(future);
        future.whenComplete((result, failure) -> open.remove(future));
        PendingCall<R> call = new PendingCall<>(
                future, resultType, codec, large, Monotonic.of(deadline), "a call asked for by its id", Context.root());
        try {
            lookers.execute(() -> {
                try {
                    Reply reply = find(id, deadline);
                    written.accept(Frontier.fromProto(reply.getWrittenList()));
                    call.complete(reply);
                } catch (RuntimeException e) {
                    future.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            future.completeExceptionally(rejected(e));
        }
        return future;
    }

    /**
     * A call as it was sent, by whomever.
     *
     * @return completes with it; empty if there is none, or not any more
     */
    CompletableFuture<Optional<Call>> findCall(CallId id, Duration timeout) {
        long deadline = System.currentTimeMillis() + timeout.toMillis();
        CompletableFuture<Optional<Call>> found = new CompletableFuture<>();
        try {
            lookers.execute(() -> {
                try {
                    Optional<byte[]> call = transport.findCall(id.toString(), id.millis(), deadline);
                    found.complete(call.isEmpty() ? Optional.empty() : Optional.of(Call.parseFrom(call.get())));
                } catch (InvalidProtocolBufferException e) {
                    found.completeExceptionally(new CloudburstException(
                            ErrorCode.UNAVAILABLE, "call %s cannot be read: %s".formatted(id, e.getMessage()), e));
                } catch (RuntimeException e) {
                    found.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            found.completeExceptionally(rejected(e));
        }
        return found.orTimeout(timeout.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
    }

    private static CloudburstException rejected(RejectedExecutionException e) {
        return new CloudburstException(
                ErrorCode.OVERLOADED,
                "%d lookups of replies wait already, or the client is closed".formatted(WAITING),
                e);
    }

    /** Waits for the reply if it is not there yet, at most until {@code deadline} (milliseconds since the epoch). */
    private Reply find(CallId id, long deadline) {
        byte[] reply = transport
                .findReply(id.toString(), id.partition(), id.millis(), deadline)
                .orElseThrow(() -> new CloudburstException(
                        ErrorCode.TIMEOUT,
                        "no reply to call %s was found in time: it is not done yet, never was made, or is past the time that replies are kept"
                                .formatted(id)));
        try {
            return Reply.parseFrom(reply);
        } catch (InvalidProtocolBufferException e) {
            throw new CloudburstException(
                    ErrorCode.UNAVAILABLE, "the reply to call %s cannot be read: %s".formatted(id, e.getMessage()), e);
        }
    }

    @Override
    public void close() {
        lookers.shutdown();
        open.forEach(future -> future.completeExceptionally(Calls.closedFailure()));
    }
}
