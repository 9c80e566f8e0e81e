package io.cloudburst.statefun.watch;

import java.util.function.LongSupplier;

/** A token bucket: so many a second, and as many at once. Used by one thread. */
final class RecordBudget {
    private final double perNano;
    private final double most;
    private final LongSupplier nanos;
    private double tokens;
    private long filledAt;

    /** @param nanos a clock that never goes back, such as {@link System#nanoTime} */
    RecordBudget(int perSecond, LongSupplier nanos) {
        this.perNano = perSecond / 1e9;
        this.most = perSecond;
        this.nanos = nanos;
        this.tokens = perSecond;
        this.filledAt = nanos.getAsLong();
    }

    boolean take() {
        long now = nanos.getAsLong();
        tokens = Math.min(most, tokens + (now - filledAt) * perNano);
        filledAt = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
