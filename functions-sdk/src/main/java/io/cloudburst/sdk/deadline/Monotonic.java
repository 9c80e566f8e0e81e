package io.cloudburst.sdk.deadline;

import java.util.concurrent.TimeUnit;

/**
 * Time that only goes on: what is to end within this process ends after as long as was meant, though somebody sets the machine's clock
 * meanwhile. Its milliseconds mean nothing outside of the process. Safe for use by many threads.
 */
public final class Monotonic {
    private static final long BEGAN_MILLIS = System.currentTimeMillis();
    private static final long BEGAN_NANOS = System.nanoTime();

    private Monotonic() {}

    /** Now. Near to what the clock said when the process began, and how long ago that is. */
    public static long millis() {
        return BEGAN_MILLIS + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - BEGAN_NANOS);
    }

    /**
     * The same time here. To be asked once, when something comes from elsewhere: later, the clock may be another one.
     *
     * @param epochMillis by the machine's clock, such as a call's deadline
     */
    public static long of(long epochMillis) {
        return epochMillis == Long.MAX_VALUE ? epochMillis : millis() + (epochMillis - System.currentTimeMillis());
    }

    /** A time of this, for others, who know the machine's clock only: in milliseconds since the epoch, by that clock as it is now. */
    public static long toEpoch(long millis) {
        return millis == Long.MAX_VALUE ? millis : System.currentTimeMillis() + (millis - millis());
    }
}
