package io.cloudburst.sdk.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cloudburst.lattices.Dot;
import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.lattices.UpDownCounter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes this process's writes distinct from all others': who writes, when, and how much so far. That is what lets a delta be made
 * without reading the key first.
 *
 * <p>What has been written of a key so far is remembered for the {@value #MAX_KEYS} keys that were written last; after that, and
 * after a write that may or may not have been taken, and where a total would become too large, the process goes on as a new writer
 * of that key. Safe for use by many threads.
 */
public final class Writers {
    private static final long MAX_KEYS = 10_000;
    private static final int MOST_DAYS_AHEAD = 366;

    private final long objectWriter = ThreadLocalRandom.current().nextLong();
    /** Microseconds since the epoch; strictly increasing, so that of this process's own writes the later one wins. */
    private final AtomicLong clock = new AtomicLong();

    private final Cache<String, KeyWriter> byKey =
            Caffeine.newBuilder().maximumSize(MAX_KEYS).build();

    /** One writer of one key. What it has made so far only grows. */
    private static final class KeyWriter {
        private final long id = ThreadLocalRandom.current().nextLong();
        private long ups;
        private long downs;
        private long dots;

        /** Empty if a total would have more than 63 bits. */
        synchronized Optional<UpDownCounter> add(long n) {
            if (n > Long.MAX_VALUE - ups || -n > Long.MAX_VALUE - downs) {
                return Optional.empty();
            }
            ups += Math.max(0, n);
            downs += Math.max(0, -n);
            return Optional.of(UpDownCounter.of(id, ups, downs));
        }

        synchronized Dot nextDot() {
            return new Dot(id, ++dots);
        }
    }

    LastWriterWins object(byte[] value) {
        return LastWriterWins.of(tick(), objectWriter, value);
    }

    /** @param expiresAtMillis since the epoch, not negative */
    LastWriterWins object(byte[] value, long expiresAtMillis) {
        return LastWriterWins.expiring(tick(), objectWriter, value, expiresAtMillis);
    }

    LastWriterWins deletion() {
        return LastWriterWins.deleted(tick(), objectWriter);
    }

    /** @param n more than the least long */
    UpDownCounter added(String key, long n) {
        return writerOf(key).add(n).orElseGet(() -> {
            KeyWriter anew = new KeyWriter();
            byKey.put(key, anew);
            return anew.add(n).orElseThrow();
        });
    }

    Dot nextDot(String key) {
        return writerOf(key).nextDot();
    }

    /** After a write that failed, which leaves open whether it was taken. */
    void startAnew(String key) {
        byKey.invalidate(key);
    }

    private KeyWriter writerOf(String key) {
        return byKey.get(key, k -> new KeyWriter());
    }

    /**
     * Has what is written from now on win over something that was read, though the clock that made that was ahead of this one, or this
     * one has been set back. One that is ahead by more than {@value #MOST_DAYS_AHEAD} days is not followed.
     */
    void follow(LastWriterWins read) {
        long made = read.timestampMicros();
        if (made >= clock.get() && made - nowMicros() < TimeUnit.DAYS.toMicros(MOST_DAYS_AHEAD)) {
            clock.accumulateAndGet(made, Math::max);
        }
    }

    private static long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    private long tick() {
        // As fine as the clock is: writes that follow each other, through one process or several, come within a
        // millisecond.
        long now = nowMicros();
        return clock.updateAndGet(last -> Math.max(last + 1, now));
    }
}
