package io.cloudburst.testkit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.deadline.Monotonic;
import java.time.Duration;
import java.util.Optional;

/** Replies that can still be asked for, by call id, for as long as {@code cloudburst.replies} keeps them. Safe for use by many threads. */
final class KeptReplies implements AutoCloseable {
    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final long MAX_BYTES = 64 << 20;

    private final Cache<String, byte[]> byCallId = Caffeine.newBuilder()
            .expireAfterWrite(KEPT)
            .maximumWeight(MAX_BYTES)
            .weigher((String callId, byte[] reply) -> callId.length() + reply.length)
            .build();
    /** Guarded by this. */
    private boolean closed;

    synchronized void keep(String callId, byte[] reply) {
        byCallId.put(callId, reply);
        notifyAll();
    }

    /** Waits for it, at most until {@code deadline} (milliseconds since the epoch). */
    synchronized Optional<byte[]> find(String callId, long deadline) {
        byte[] reply = byCallId.getIfPresent(callId);
        long end = Monotonic.of(deadline);
        for (long left = end - Monotonic.millis();
                reply == null && left > 0 && !closed;
                left = end - Monotonic.millis()) {
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CloudburstException(
                        ErrorCode.CANCELLED, "interrupted while looking for the reply to call " + callId, e);
            }
            reply = byCallId.getIfPresent(callId);
        }
        return Optional.ofNullable(reply);
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
