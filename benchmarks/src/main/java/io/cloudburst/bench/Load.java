package io.cloudburst.bench;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Calls something, as fast as it answers. A call that fails, or gives a wrong answer, ends the measurement with its error. */
final class Load {
    /** A call of an argument; completes with whether the answer was right. */
    interface Target extends LongFunction<CompletableFuture<Boolean>> {}

    private static final long STALL_SECONDS = 30;
    /** How long what is due together may be. */
    private static final long PACE_NANOS = 500_000;
    /** Instead of an argument. */
    private static final long NO_MORE = -1;

    private Load() {}

    /** How long a case of so many seconds is run before it counts: processes that have just started are busy with compiling. */
    static double warmUpSeconds(double seconds) {
        return Math.min(15, seconds * 3);
    }

    /** One at a time: how long each takes, in nanoseconds. */
    static Histogram sequential(Target target, double seconds) {
        Histogram nanos = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
        long end = System.nanoTime() + (long) (seconds * 1e9);
        long start = System.nanoTime();
        for (long argument = 0; start < end; argument++) {
            require(await(target.apply(argument)), argument);
            long done = System.nanoTime();
            nanos.recordValue(done - start);
            start = done;
        }
        return nanos;
    }

    /** So often, one at a time: how long each takes, in nanoseconds. */
    static Histogram times(Target target, int times) {
        Histogram nanos = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
        for (int argument = 0; argument < times; argument++) {
            long start = System.nanoTime();
            require(await(target.apply(argument)), argument);
            nanos.recordValue(System.nanoTime() - start);
        }
        return nanos;
    }

    static double millis(Histogram nanos, double percentile) {
        return nanos.getValueAtPercentile(percentile) / 1e6;
    }

    /** So many at a time, each answer followed by the next call: how many are answered a second. */
    static double perSecond(Target target, int inFlight, double seconds) {
        AtomicLong arguments = new AtomicLong();
        LongAdder answered = new LongAdder();
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        run(
                target,
                inFlight,
                () -> System.nanoTime() < end ? arguments.getAndIncrement() : NO_MORE,
                answered,
                seconds + STALL_SECONDS);
        return answered.sum() / ((System.nanoTime() - start) / 1e9);
    }

    /**
     * What so many calls at a time have shown.
     *
     * @param perSecond how many are answered
     * @param nanos how long each takes
     */
    record Rate(double perSecond, Histogram nanos) {}

    /** As {@link #perSecond}, and how long each takes. */
    static Rate rate(Target target, int inFlight, double seconds) {
        Histogram nanos = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(1), 3);
        Target timed = argument -> {
            long start = System.nanoTime();
            return target.apply(argument).thenApply(right -> {
                nanos.recordValue(System.nanoTime() - start);
                return right;
            });
        };
        return new Rate(perSecond(timed, inFlight, seconds), nanos);
    }

    /**
     * What a steady load came to.
     *
     * @param begun how many
     * @param leftOut how many were not begun, because too many had not ended
     */
    record Steady(long begun, long leftOut) {
        Steady plus(Steady other) {
            return new Steady(begun + other.begun, leftOut + other.leftOut);
        }
    }

    /**
     * So many a second, however long they take; what would be more than so many at a time is left out. Arguments go on from the one given.
     * Returns when all have ended.
     */
    static Steady steady(Target target, double perSecond, int mostInFlight, double seconds, long from) {
        Semaphore room = new Semaphore(mostInFlight);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        long start = System.nanoTime();
        long all = (long) (perSecond * seconds);
        long due = 0;
        long leftOut = 0;
        for (long i = 0; i < all && failure.get() == null; i++) {
            while (i >= due) {
                LockSupport.parkNanos(PACE_NANOS);
                due = (long) ((System.nanoTime() - start) / 1e9 * perSecond);
            }
            if (!room.tryAcquire()) {
                leftOut++;
                continue;
            }
            long argument = from + i;
            target.apply(argument).whenComplete((right, thrown) -> {
                if (thrown != null) {
                    failure.compareAndSet(null, thrown);
                } else if (!right) {
                    failure.compareAndSet(null, wrong(argument));
                }
                room.release();
            });
        }
        try {
            if (!room.tryAcquire(mostInFlight, STALL_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("%d calls were not answered within %d s"
                        .formatted(mostInFlight - room.availablePermits(), STALL_SECONDS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        throwFirst(failure);
        return new Steady(all - leftOut, leftOut);
    }

    private static void throwFirst(AtomicReference<Throwable> failure) {
        if (failure.get() != null) {
            throw new IllegalStateException("a call failed under load: " + failure.get(), failure.get());
        }
    }

    /** So many at a time, each answer followed by the next call, until they are to end. */
    static void whileTrue(BooleanSupplier goesOn, Target target, int inFlight) {
        AtomicLong arguments = new AtomicLong();
        run(
                target,
                inFlight,
                () -> goesOn.getAsBoolean() ? arguments.getAndIncrement() : NO_MORE,
                new LongAdder(),
                TimeUnit.HOURS.toSeconds(1));
    }

    private static void run(
            Target target, int inFlight, LongSupplier arguments, LongAdder answered, double stallSeconds) {
        Lanes lanes = new Lanes(target, arguments, answered, new AtomicReference<>(), new CountDownLatch(inFlight));
        for (int i = 0; i < inFlight; i++) {
            lanes.next();
        }
        lanes.awaitIdle(stallSeconds);
    }

    /**
     * Calls under way, each followed by another in its lane.
     *
     * @param arguments gives the next one, or {@link #NO_MORE}
     * @param failure the first
     * @param idle counts lanes that have ended
     */
    private record Lanes(
            Target target,
            LongSupplier arguments,
            LongAdder answered,
            AtomicReference<Throwable> failure,
            CountDownLatch idle) {
        void next() {
            long argument = failure.get() == null ? arguments.getAsLong() : NO_MORE;
            if (argument == NO_MORE) {
                idle.countDown();
                return;
            }
            target.apply(argument).whenComplete((right, thrown) -> {
                if (thrown != null) {
                    failure.compareAndSet(null, thrown);
                } else if (!right) {
                    failure.compareAndSet(null, wrong(argument));
                } else {
                    answered.increment();
                }
                next();
            });
        }

        void awaitIdle(double seconds) {
            try {
                if (!idle.await((long) seconds, TimeUnit.SECONDS)) {
                    throw new IllegalStateException(
                            "%d calls were not answered within %.0f s".formatted(idle.getCount(), seconds));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
            throwFirst(failure);
        }
    }

    private static boolean await(CompletableFuture<Boolean> answer) {
        try {
            return answer.get(STALL_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("a call failed: " + e, e);
        }
    }

    private static void require(boolean right, long argument) {
        if (!right) {
            throw wrong(argument);
        }
    }

    private static IllegalStateException wrong(long argument) {
        return new IllegalStateException("the answer to " + argument + " is wrong");
    }
}
