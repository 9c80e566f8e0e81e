package io.cloudburst.bench;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/** Calls that go on and on, so many at a time, and what is seen of them meanwhile. Safe for use by many threads. */
final class SteadyCalls implements AutoCloseable {
    private static final long LONGEST_SECONDS = 120;
    private static final long LOOK_AGAIN_MILLIS = 20;
    /** What is in the places where calls run is what so many answers in a row say. */
    private static final int ANSWERS = 2_000;

    /** A call of an argument; completes with the place where it has run, exceptionally if it failed or its answer was wrong. */
    interface Target extends LongFunction<CompletableFuture<Long>> {}

    private final CompletableFuture<Void> running;
    private volatile boolean ended;

    private long answered;
    private long lastNanos = System.nanoTime();
    private long longestSilenceNanos;
    private long since;
    private Set<Long> places = new HashSet<>();
    private Set<Long> newestPlaces = Set.of();

    SteadyCalls(Target target, int inFlight) {
        Load.Target counted = argument -> target.apply(argument).thenApply(this::answered);
        this.running = CompletableFuture.runAsync(() -> Load.whileTrue(() -> !ended, counted, inFlight));
    }

    private synchronized boolean answered(long place) {
        long now = System.nanoTime();
        longestSilenceNanos = Math.max(longestSilenceNanos, now - lastNanos);
        lastNanos = now;
        answered++;
        places.add(place);
        if (answered - since == ANSWERS) {
            newestPlaces = places;
            beginPlaces();
        }
        return true;
    }

    private void beginPlaces() {
        places = new HashSet<>();
        since = answered;
    }

    private synchronized long answered() {
        return answered;
    }

    /** How many are answered a second, for so long. */
    double perSecond(double seconds) throws Exception {
        long before = answered();
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        while (System.nanoTime() < end) {
            rest();
        }
        return (answered() - before) / ((System.nanoTime() - start) / 1e9);
    }

    /** Returns when all of these places, and no others, have run what is answered. */
    void awaitPlaces(Set<Long> wanted) throws Exception {
        synchronized (this) {
            newestPlaces = Set.of();
            beginPlaces();
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
        while (!wanted.equals(newestPlaces())) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("after %d s calls run in the processes %s, not %s"
                        .formatted(LONGEST_SECONDS, newestPlaces(), wanted));
            }
            rest();
        }
    }

    private synchronized Set<Long> newestPlaces() {
        return newestPlaces;
    }

    /** Fails as soon as a call has. */
    private void rest() throws Exception {
        if (running.isDone()) {
            running.get();
        }
        Thread.sleep(LOOK_AGAIN_MILLIS);
    }

    /** From here on. */
    synchronized void forgetSilence() {
        longestSilenceNanos = 0;
    }

    synchronized double longestSilenceMillis() {
        return longestSilenceNanos / 1e6;
    }

    /** Waits for those that are under way, and returns how many were answered in all. */
    long end() throws Exception {
        ended = true;
        running.get(LONGEST_SECONDS, TimeUnit.SECONDS);
        return answered();
    }

    @Override
    public void close() {
        ended = true;
    }
}
