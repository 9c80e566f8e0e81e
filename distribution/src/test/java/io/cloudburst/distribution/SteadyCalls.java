package io.cloudburst.distribution;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.RegisteredFunction;
import io.cloudburst.sdk.CloudFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Calls of {@code square}, so many a second, however the system is. */
final class SteadyCalls implements AutoCloseable {
    private final ScheduledExecutorService caller = Executors.newSingleThreadScheduledExecutor();
    private final RegisteredFunction<Integer> square;
    /** Guarded by itself. */
    private final List<CloudFuture<Integer>> calls = new ArrayList<>();

    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicLong lastAnswer = new AtomicLong(System.nanoTime());
    private final AtomicLong longestSilence = new AtomicLong();

    SteadyCalls(Cloudburst cloudburst, int perSecond) {
        this.square = cloudburst.function("square", Integer.class);
        caller.scheduleAtFixedRate(this::call, 0, 1_000_000 / perSecond, TimeUnit.MICROSECONDS);
    }

    private void call() {
        synchronized (calls) {
            CloudFuture<Integer> call = square.call(calls.size());
            calls.add(call);
            call.whenComplete((result, failure) -> answered());
        }
    }

    private void answered() {
        answered.incrementAndGet();
        long now = System.nanoTime();
        longestSilence.accumulateAndGet(now - lastAnswer.getAndSet(now), Math::max);
    }

    int made() {
        synchronized (calls) {
            return calls.size();
        }
    }

    int answeredSoFar() {
        return answered.get();
    }

    /** The longest time in which no call was answered, since this was asked last. */
    long longestSilenceMillis() {
        return TimeUnit.NANOSECONDS.toMillis(longestSilence.getAndSet(0));
    }

    /** Makes no more, and waits for all of them. The index of each is what it was called with. */
    List<Integer> results() {
        caller.shutdown();
        synchronized (calls) {
            return calls.stream().map(CloudFuture::join).toList();
        }
    }

    @Override
    public void close() {
        caller.shutdownNow();
    }
}
