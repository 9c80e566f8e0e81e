package io.cloudburst.kvs.rocks;

import io.cloudburst.lattices.UpDownCounter;

/**
 * What increments add to a counter: to the totals of one writer, the log itself, since the log alone says what was added and in which
 * order. Totals stay where they are once they are at {@link Long#MAX_VALUE}; so any grouping of sums gives the same.
 */
record Shift(long ups, long downs) {
    static final Shift NONE = new Shift(0, 0);

    /** The writer of a counter whose totals are those of the increments. Nobody else may write as it. */
    static final long LOG = 0x6c6f67;

    /** Of one increment. */
    static Shift of(long n) {
        // That of the least long has no positive counterpart.
        return n >= 0 ? new Shift(n, 0) : new Shift(0, n == Long.MIN_VALUE ? Long.MAX_VALUE : -n);
    }

    Shift plus(Shift other) {
        return new Shift(sum(ups, other.ups), sum(downs, other.downs));
    }

    private static long sum(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    /** The greater of both, up and down. */
    Shift max(Shift other) {
        return new Shift(Math.max(ups, other.ups), Math.max(downs, other.downs));
    }

    /** The one increment that adds as much. */
    long increment() {
        return ups - downs;
    }

    /** A counter with nothing else in it. */
    UpDownCounter toCounter() {
        return UpDownCounter.of(LOG, ups, downs);
    }

    /** What a counter has of increments. */
    static Shift in(UpDownCounter counter) {
        return new Shift(counter.ups(LOG), counter.downs(LOG));
    }
}
