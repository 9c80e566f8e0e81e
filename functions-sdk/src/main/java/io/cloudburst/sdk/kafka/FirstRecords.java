package io.cloudburst.sdk.kafka;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Has the first record of a producer to one partition sent alone: those that come meanwhile wait until the broker has it, and are then
 * sent in their order. Of a producer that it does not know a broker takes any batch as the first one. If it refuses the first, as it
 * does for some moments after it was started again, and then takes the second, it refuses the first for ever as out of order.
 *
 * <p>Safe for use by many threads.
 */
final class FirstRecords {
    /** What may wait. More is sent at once, as if there were no danger: the producer's own buffer must not be filled by what waited. */
    static final int MOST_BYTES = 8 << 20;

    private final Sender sender;
    private final Duration longest;

    /** Once the broker has a record. */
    private volatile boolean known;
    /** Guarded by this, as what follows: whether a first record is on its way. */
    private boolean underWay;

    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private int waitingBytes;

    /** Sends a record. */
    @FunctionalInterface
    interface Sender {
        Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback);
    }

    private record Waiting(
            ProducerRecord<byte[], byte[]> record,
            Callback callback,
            CompletableFuture<RecordMetadata> done,
            long since) {
        void fail(Exception why) {
            done.completeExceptionally(why);
            if (callback != null) {
                callback.onCompletion(null, why);
            }
        }
    }

    /** @param longest that a record waits */
    FirstRecords(Sender sender, Duration longest) {
        this.sender = sender;
        this.longest = longest;
    }

    /** Whether nothing waits here any more. */
    boolean areKnown() {
        return known;
    }

    Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
        synchronized (this) {
            if (underWay && waitingBytes + bytes(record) <= MOST_BYTES) {
                Waiting later = new Waiting(record, callback, new CompletableFuture<>(), System.nanoTime());
                waiting.add(later);
                waitingBytes += bytes(record);
                return later.done();
            }
            if (known || underWay) {
                return sender.send(record, callback);
            }
            underWay = true;
        }
        try {
            return sender.send(record, first(callback));
        } catch (RuntimeException e) {
            // Then nobody is called back.
            ended(e);
            throw e;
        }
    }

    private static int bytes(ProducerRecord<byte[], byte[]> record) {
        return (record.key() == null ? 0 : record.key().length) + (record.value() == null ? 0 : record.value().length);
    }

    private Callback first(Callback callback) {
        return (metadata, failure) -> {
            try {
                if (callback != null) {
                    callback.onCompletion(metadata, failure);
                }
            } finally {
                ended(failure);
            }
        };
    }

    private synchronized void ended(Exception failure) {
        underWay = false;
        // Whoever comes meanwhile waits for the lock, and so comes after these.
        for (Waiting next = next(); next != null; next = next()) {
            if (failure == null) {
                send(next, next.callback());
            } else if (System.nanoTime() - next.since() >= longest.toNanos()) {
                next.fail(new TimeoutException(
                        "no broker has taken the record, nor the one before it, within " + longest.toSeconds() + " s"));
            } else if (send(next, first(next.callback()))) {
                underWay = true;
                return;
            }
        }
        known = failure == null;
    }

    private Waiting next() {
        Waiting next = waiting.poll();
        if (next != null) {
            waitingBytes -= bytes(next.record());
        }
        return next;
    }

    /** @return false: it is not sent, and its sender has been told */
    private boolean send(Waiting waited, Callback callback) {
        try {
            sender.send(waited.record(), (metadata, failure) -> {
                if (failure == null) {
                    waited.done().complete(metadata);
                } else {
                    waited.done().completeExceptionally(failure);
                }
                if (callback != null) {
                    callback.onCompletion(metadata, failure);
                }
            });
            return true;
        } catch (RuntimeException e) {
            // The producer is closed, say: nobody else would tell whoever waits.
            waited.fail(e);
            return false;
        }
    }
}
