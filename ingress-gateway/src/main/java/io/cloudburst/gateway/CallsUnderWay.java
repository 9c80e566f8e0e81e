package io.cloudburst.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.EncodedCall;
import io.cloudburst.client.SentCall;
import io.cloudburst.gateway.http.Response;
import io.cloudburst.protocol.Reply;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.deadline.DeadlineSweeper;
import io.cloudburst.sdk.deadline.Monotonic;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The calls that this gateway has sent, and who waits for them. Nothing of it must survive: the answer to a call is on its topic, where
 * any gateway finds it. No thread waits. Safe for use by many threads.
 */
final class CallsUnderWay implements AutoCloseable {
    /** As long as the topic keeps them. */
    private static final Duration KEPT = Duration.ofMinutes(10);

    private static final long KEPT_BYTES = 32 << 20;
    /** Of a reply, beside its encoding. */
    private static final int REPLY_BYTES = 300;

    private final Cloudburst cloudburst;
    /** Sending may wait for Kafka. */
    private final Workers senders;

    private final Map<String, SentCall> pending = new ConcurrentHashMap<>();
    /** Answers that somebody was told to come back for. */
    private final Cache<String, Reply> answered = Caffeine.newBuilder()
            .expireAfterWrite(KEPT)
            .maximumWeight(KEPT_BYTES)
            .weigher((String id, Reply reply) -> REPLY_BYTES + reply.getSerializedSize())
            .build();

    /** Those who wait, to be told that they must come back. */
    private final Set<Waiter> waiting = ConcurrentHashMap.newKeySet();

    private final DeadlineSweeper sweeper = new DeadlineSweeper("gateway-waiting-calls", waiting);

    private volatile boolean closing;

    CallsUnderWay(Cloudburst cloudburst, Workers senders) {
        this.cloudburst = cloudburst;
        this.senders = senders;
    }

    /**
     * On this thread where that does not wait, which saves the way to another; else on one that may.
     *
     * @param over runs when the call is over, however
     */
    CompletableFuture<SentCall> send(EncodedCall call, Runnable over) {
        CompletableFuture<SentCall> sending =
                cloudburst.sendsAtOnce() ? sendHere(call, over) : senders.run(() -> begin(call, over));
        return sending.whenComplete((sent, failure) -> {
            if (failure != null) {
                over.run();
            }
        });
    }

    private CompletableFuture<SentCall> sendHere(EncodedCall call, Runnable over) {
        try {
            return CompletableFuture.completedFuture(begin(call, over));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private SentCall begin(EncodedCall call, Runnable over) {
        SentCall sent = cloudburst.send(call);
        CloudFuture<Reply> reply = sent.reply();
        pending.put(reply.callId(), sent);
        reply.whenComplete((answer, failure) -> {
            pending.remove(reply.callId());
            over.run();
        });
        return sent;
    }

    /** The answer, or that there is none within the time, which is said only of a call that Kafka has. */
    CompletableFuture<Response> await(SentCall sent, Duration time) {
        String id = sent.reply().callId();
        CompletableFuture<Response> response = new CompletableFuture<>();
        Waiter waiter = new Waiter(Monotonic.millis() + time.toMillis(), () -> {
            sent.reply().thenAccept(reply -> answered.put(id, reply));
            sent.acknowledged().thenRun(() -> response.complete(CallAnswers.running(id)));
        });
        waiting.add(waiter);
        sent.reply().whenComplete((reply, failure) -> {
            waiting.remove(waiter);
            if (failure == null) {
                response.complete(CallAnswers.of(id, reply));
            } else {
                response.completeExceptionally(failure);
            }
        });
        if (time.isZero() || closing) {
            waiter.expire();
        }
        return response;
    }

    /** Somebody who waits for an answer. */
    private final class Waiter implements DeadlineSweeper.Expirable {
        private final long deadline;
        private final Runnable tooLong;

        private Waiter(long deadline, Runnable tooLong) {
            this.deadline = deadline;
            this.tooLong = tooLong;
        }

        @Override
        public long deadline() {
            return deadline;
        }

        @Override
        public void expire() {
            if (waiting.remove(this)) {
                tooLong.run();
            }
        }
    }

    Optional<SentCall> pending(String id) {
        return Optional.ofNullable(pending.get(id));
    }

    Optional<Reply> answered(String id) {
        return Optional.ofNullable(answered.getIfPresent(id));
    }

    /** Tells everyone who waits to come back, to another gateway or later. */
    @Override
    public void close() {
        closing = true;
        waiting.forEach(Waiter::expire);
        sweeper.close();
    }
}
