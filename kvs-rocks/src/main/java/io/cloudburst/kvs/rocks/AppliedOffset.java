package io.cloudburst.kvs.rocks;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How far a partition is applied, and who waits for more. One thread advances it, any may wait.
 *
 * <p>Most waits take less than a millisecond. So a wait arms no timer of its own, which would wake a thread: all that are late are
 * looked for from time to time, while there are any.
 */
final class AppliedOffset {
    /** How many may wait at a time. */
    static final int MAX_WAITERS = 10_000;

    private static final long BETWEEN_SWEEPS_MILLIS = 50;

    private final int partition;
    private final ConcurrentNavigableMap<Ticket, CompletableFuture<Void>> waiters = new ConcurrentSkipListMap<>();
    // The size of the map, and those about to enter it.
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong tickets = new AtomicLong();
    private final AtomicBoolean sweepIsDue = new AtomicBoolean();
    private volatile long applied;
    private volatile boolean closed;

    AppliedOffset(int partition, long applied) {
        this.partition = partition;
        this.applied = applied;
    }

    long get() {
        return applied;
    }

    /** How many wait. */
    int waiting() {
        return waiting.get();
    }

    /**
     * Completes when {@code offset} is applied; exceptionally with a {@link TimeoutException} after the timeout, or
     * {@value #BETWEEN_SWEEPS_MILLIS} ms later, a {@link TooManyWaitersException}, or a {@link PartitionClosedException}. Completing
     * or cancelling it ends the wait.
     */
    CompletableFuture<Void> await(long offset, Duration timeout) {
        if (applied >= offset) {
            return CompletableFuture.completedFuture(null);
        }
        if (waiting.incrementAndGet() > MAX_WAITERS) {
            waiting.decrementAndGet();
            return CompletableFuture.failedFuture(new TooManyWaitersException(MAX_WAITERS));
        }
        CompletableFuture<Void> waiter = new CompletableFuture<>();
        Ticket ticket = new Ticket(offset, tickets.incrementAndGet(), System.nanoTime() + timeout.toNanos());
        waiters.put(ticket, waiter);
        waiter.whenComplete((done, failure) -> {
            waiters.remove(ticket);
            waiting.decrementAndGet();
        });
        armSweep();
        // What happened between the first look and the entry has passed this waiter by.
        if (applied >= offset) {
            waiter.complete(null);
        } else if (closed) {
            waiter.completeExceptionally(new PartitionClosedException(partition));
        }
        return waiter;
    }

    private void armSweep() {
        if (sweepIsDue.compareAndSet(false, true)) {
            // On the timer's own thread: who hears that a wait has failed must not block anyway.
            Executor later =
                    CompletableFuture.delayedExecutor(BETWEEN_SWEEPS_MILLIS, TimeUnit.MILLISECONDS, Runnable::run);
            later.execute(this::sweep);
        }
    }

    private void sweep() {
        long now = System.nanoTime();
        waiters.forEach((ticket, waiter) -> {
            if (ticket.deadlineNanos() - now <= 0) {
                waiter.completeExceptionally(new TimeoutException());
            }
        });
        sweepIsDue.set(false);
        if (!waiters.isEmpty()) {
            armSweep();
        }
    }

    void advanceTo(long offset) {
        applied = offset;
        for (Map.Entry<Ticket, CompletableFuture<Void>> first = waiters.firstEntry();
                first != null && first.getKey().offset() <= offset;
                first = waiters.firstEntry()) {
            waiters.remove(first.getKey());
            first.getValue().complete(null);
        }
    }

    /** Ends all waits, and those to come. */
    void close() {
        closed = true;
        waiters.values().forEach(waiter -> waiter.completeExceptionally(new PartitionClosedException(partition)));
    }

    /**
     * A place in the queue: by offset, then by the order of coming.
     *
     * @param deadlineNanos by {@link System#nanoTime}
     */
    private record Ticket(long offset, long number, long deadlineNanos) implements Comparable<Ticket> {
        @Override
        public int compareTo(Ticket other) {
            int byOffset = Long.compare(offset, other.offset);
            return byOffset == 0 ? Long.compare(number, other.number) : byOffset;
        }
    }
}
