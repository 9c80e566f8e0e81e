package io.cloudburst.bench;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongFunction;
import org.HdrHistogram.Histogram;

/** Calls something, as fast as it answers. A call that fails, or gives a wrong answer, ends the measurement with its error. */
final class Load {
    /** A call of an argument; completes with whether the answer was right. */
    interface Target extends LongFunction<CompletableFuture<Boolean>> {}

    private static final long STALL_SECONDS = 30;

    private Load() {}

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

    static double millis(Histogram nanos, double percentile) {
        return nanos.getValueAtPercentile(percentile) / 1e6;
    }

    /** So many at a time, each answer followed by the next call: how many are answered a second. */
    static double perSecond(Target target, int inFlight, double seconds) {
        LongAdder answered = new LongAdder();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        CountDownLatch idle = new CountDownLatch(inFlight);
        for (int i = 0; i < inFlight; i++) {
            next(target, i, inFlight, end, answered, failure, idle);
        }
        awaitIdle(idle, seconds);
        long elapsed = System.nanoTime() - start;
        if (failure.get() != null) {
            throw new IllegalStateException("a call failed under load: " + failure.get(), failure.get());
        }
        return answered.sum() / (elapsed / 1e9);
    }

    private static void next(
            Target target,
            long argument,
            int step,
            long end,
            LongAdder answered,
            AtomicReference<Throwable> failure,
            CountDownLatch idle) {
        if (System.nanoTime() >= end || failure.get() != null) {
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
            next(target, argument + step, step, end, answered, failure, idle);
        });
    }

    private static void awaitIdle(CountDownLatch idle, double seconds) {
        try {
            if (!idle.await((long) seconds + STALL_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("%d calls were not answered within %d s after the end of the load"
                        .formatted(idle.getCount(), STALL_SECONDS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
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
