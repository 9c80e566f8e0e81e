package io.cloudburst.executor;

import io.cloudburst.engine.Failure;
import io.cloudburst.sdk.BatchOptions;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionOptions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The calls of one function that wait for each other before they wait for a thread: because only so many may run at once, or to be run
 * together. First come, first served; bounded; what ends while it waits leaves its place at once. No thread waits here: a
 * {@link Turn} goes to the pool only when there is something for it to run, and the function's limit allows one more.
 *
 * <p>Safe for use by many threads.
 */
final class FunctionQueue {
    private final int bound;
    private final FunctionThreads threads;
    private final StageResources resources;
    private final ScheduledExecutorService timers;
    private final Consumer<FunctionQueue> onIdle;

    /** To when it came, in nanoseconds of the JVM. This and what follows is guarded by this. */
    private final Map<RunningStage, Long> waiting = new LinkedHashMap<>();

    /** Taken for a batch that had no room for all of it; before all others. */
    private final Deque<BatchMember> left = new ArrayDeque<>();

    /** Turns that the pool has: those that run, and those that are coming. At most as many as the function's limit. */
    private int running;

    /** Of those, the ones that have not begun: each will take something. */
    private int coming;

    /** Asks again whether something may begin; null if that is not to be asked. */
    private ScheduledFuture<?> timer;

    /** When it does, in nanoseconds of the JVM. */
    private long timerDue;

    /** Nothing waits or runs, and nothing is added any more: another queue takes its place. */
    private boolean retired;

    /** @param onIdle told when nothing waits or runs any more */
    FunctionQueue(
            int bound,
            FunctionThreads threads,
            StageResources resources,
            ScheduledExecutorService timers,
            Consumer<FunctionQueue> onIdle) {
        this.bound = bound;
        this.threads = threads;
        this.resources = resources;
        this.timers = timers;
        this.onIdle = onIdle;
    }

    /** False if this queue is no longer the function's. */
    boolean add(RunningStage stage) {
        boolean full;
        synchronized (this) {
            if (retired) {
                return false;
            }
            full = waiting.size() >= bound;
            if (!full) {
                waiting.put(stage, System.nanoTime());
            }
        }
        if (full) {
            stage.end(Failure.of(
                    ErrorCode.OVERLOADED,
                    "%d calls of function '%s' wait on this executor, as many as may; call again later"
                            .formatted(bound, stage.code().name())));
            return true;
        }
        stage.outcome().whenComplete((ended, never) -> remove(stage));
        dispatch();
        return true;
    }

    private void remove(RunningStage stage) {
        synchronized (this) {
            waiting.remove(stage);
            left.removeIf(member -> member.stage() == stage);
        }
        retireIfIdle();
    }

    private void retireIfIdle() {
        synchronized (this) {
            if (retired || running > 0 || !waiting.isEmpty() || !left.isEmpty()) {
                return;
            }
            retired = true;
        }
        onIdle.accept(this);
    }

    /** Gives the pool as many turns as there is something to run for. */
    private void dispatch() {
        while (reserve()) {
            try {
                threads.execute(new Turn());
            } catch (RejectedExecutionException e) {
                refuse();
                return;
            }
        }
    }

    private synchronized boolean reserve() {
        if (!mayBegin()) {
            return false;
        }
        running++;
        coming++;
        return true;
    }

    /** The pool is full. Turns that run go on with what waits; without any, nobody would. */
    private void refuse() {
        List<RunningStage> refused;
        synchronized (this) {
            running--;
            coming--;
            refused = running > 0 ? List.of() : List.copyOf(waiting.keySet());
        }
        refused.forEach(stage -> stage.end(Failure.of(
                ErrorCode.OVERLOADED,
                "%d stages wait for a thread of this executor, as many as may; call again later"
                        .formatted(threads.waiting()))));
        retireIfIdle();
    }

    /** Whether there is something to run beyond what the coming turns will take. Sees to it that this is asked again in time. */
    private boolean mayBegin() {
        RunningStage next = next();
        if (next == null || running >= limit(next.code().options())) {
            return false;
        }
        int size = next.code().options().batch().map(BatchOptions::maxSize).orElse(1);
        long free = waiting.size() + left.size() - (long) coming * size;
        if (free <= 0) {
            return false;
        }
        if (free >= size || !left.isEmpty()) {
            return true;
        }
        long wait = next.code()
                .options()
                .batch()
                .map(batch -> batch.maxWait().toNanos())
                .orElse(0L);
        long stillToWait = wait == 0 ? 0 : waiting.get(next) + wait - System.nanoTime();
        if (stillToWait > 0) {
            setTimer(stillToWait);
            return false;
        }
        return true;
    }

    private RunningStage next() {
        if (!left.isEmpty()) {
            return left.peek().stage();
        }
        Iterator<RunningStage> first = waiting.keySet().iterator();
        return first.hasNext() ? first.next() : null;
    }

    private static int limit(FunctionOptions options) {
        // One batch unless said otherwise: what comes while it runs makes the next one large.
        return options.maxConcurrent() > 0 ? options.maxConcurrent() : 1;
    }

    private void setTimer(long nanos) {
        long due = System.nanoTime() + nanos;
        if (timer != null && timerDue - due <= 0) {
            return;
        }
        if (timer != null) {
            // It is for one that may wait longer: of another version, or gone already.
            timer.cancel(false);
        }
        timerDue = due;
        timer = timers.schedule(
                () -> {
                    synchronized (this) {
                        if (timerDue == due) {
                            timer = null;
                        }
                    }
                    dispatch();
                },
                nanos,
                TimeUnit.NANOSECONDS);
    }

    /** A thread's time for one stage, or one batch. */
    private final class Turn implements Runnable {
        /** Whether it counts as running. */
        private final AtomicBoolean counts = new AtomicBoolean(true);

        @Override
        public void run() {
            do {
                take(this).run();
            } while (!handOver());
        }

        /** Back to the pool, so that others have a thread in between; false if it is full, and this thread must go on. */
        private boolean handOver() {
            if (!giveUp() || !reserve()) {
                retireIfIdle();
                return true;
            }
            try {
                threads.execute(new Turn());
            } catch (RejectedExecutionException e) {
                counts.set(true);
                return threads.isClosed();
            }
            dispatch();
            return true;
        }

        private boolean giveUp() {
            if (!counts.compareAndSet(true, false)) {
                return false;
            }
            synchronized (FunctionQueue.this) {
                running--;
            }
            return true;
        }

        /** It does not come back, or late. That it goes on is held against a limit that was set, and no other. */
        void isStuck(FunctionOptions options) {
            if (options.maxConcurrent() == 0 && giveUp()) {
                dispatch();
            }
        }
    }

    private Runnable take(Turn turn) {
        synchronized (this) {
            coming--;
            RunningStage next = next();
            if (next == null) {
                return () -> {};
            }
            if (next.code().options().batch().isEmpty()) {
                waiting.remove(next);
                return next;
            }
            FunctionOptions options = next.code().options();
            return new Batch(
                    members(next, options.batch().get().maxSize()),
                    resources,
                    this::putBack,
                    () -> turn.isStuck(options));
        }
    }

    /** As many of the same version as there may be in a batch. */
    private List<BatchMember> members(RunningStage first, int size) {
        long version = first.code().version();
        List<BatchMember> members = new ArrayList<>();
        while (members.size() < size
                && !left.isEmpty()
                && left.peek().stage().code().version() == version) {
            members.add(left.remove());
        }
        Iterator<RunningStage> stages = waiting.keySet().iterator();
        while (members.size() < size && left.isEmpty() && stages.hasNext()) {
            RunningStage stage = stages.next();
            if (stage.code().version() != version) {
                break;
            }
            members.add(new BatchMember(stage));
            stages.remove();
        }
        return members;
    }

    /** There was no room for them, or for all of them. */
    private void putBack(List<BatchMember> members) {
        synchronized (this) {
            for (int i = members.size() - 1; i >= 0; i--) {
                // One that has ended meanwhile would wait for nothing, but not for long: the next turn passes it over.
                left.addFirst(members.get(i));
            }
        }
        dispatch();
    }
}
