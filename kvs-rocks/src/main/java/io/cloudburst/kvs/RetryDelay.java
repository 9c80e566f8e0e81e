package io.cloudburst.kvs;

import java.time.Duration;

/** The time between tries of something that fails: doubles each time, from half a second to half a minute. Used by one thread. */
final class RetryDelay {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private long millis;
    private long beganNanos;

    /** Begins the next, longer delay. */
    void begin() {
        millis = millis == 0 ? FIRST.toMillis() : Math.min(2 * millis, LONGEST.toMillis());
        beganNanos = System.nanoTime();
    }

    /** Begins again with a short one: it has worked. */
    void reset() {
        millis = 0;
    }

    boolean isOver() {
        return System.nanoTime() - beganNanos >= Duration.ofMillis(millis).toNanos();
    }

    long millis() {
        return millis;
    }
}
