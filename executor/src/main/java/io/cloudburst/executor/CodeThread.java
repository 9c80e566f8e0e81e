package io.cloudburst.executor;

import io.cloudburst.sdk.deadline.DeadlineSweeper;
import io.cloudburst.sdk.deadline.Monotonic;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The thread of one stage or batch while it runs users' code. It is interrupted when nobody waits for that any more; if it then goes
 * on, it is one of the {@link StuckThreads}. Safe for use by many threads.
 */
final class CodeThread implements DeadlineSweeper.Expirable {
    private final StuckThreads stuckThreads;
    private final Survival survival;
    /** What it calls now, or will first. */
    private volatile String function;

    private final Supplier<String> calls;
    private final List<RunningStage> stages;
    private final Runnable onStuck;
    /** Null before and after. Guarded by this. */
    private Thread thread;

    /** Where it is written down that this runs; empty before and after, and where it is not. Guarded by this. */
    private Optional<RunningWork.Place> place = Optional.empty();

    /** When it should have ended after an interrupt, by {@link Monotonic}; 0: it was not interrupted. Guarded by this. */
    private long overdue;

    /**
     * @param function that it calls first, for people
     * @param calls for people: whose it is
     * @param stages that it runs for
     * @param onStuck called once if it is found stuck
     */
    CodeThread(
            StageResources resources,
            String function,
            Supplier<String> calls,
            List<RunningStage> stages,
            Runnable onStuck) {
        this.stuckThreads = resources.stuckThreads();
        this.survival = resources.survival();
        this.stages = stages;
        this.function = function;
        this.calls = calls;
        this.onStuck = onStuck;
    }

    String function() {
        return function;
    }

    /** From now on it calls this one. */
    void calls(String nextFunction) {
        if (!nextFunction.equals(function)) {
            function = nextFunction;
            synchronized (this) {
                place.ifPresent(known -> known.calls(nextFunction));
            }
        }
    }

    String calls() {
        return calls.get();
    }

    /** The current thread begins. Whoever asks then whether it is still wanted, and is told yes, will be interrupted if it ceases to be. */
    synchronized void begin() {
        thread = Thread.currentThread();
        place = survival.begin(function, stages);
    }

    /** The current thread has ended. */
    void end() {
        boolean interrupted;
        synchronized (this) {
            thread = null;
            place.ifPresent(RunningWork.Place::end);
            place = Optional.empty();
            interrupted = overdue != 0;
            // An interrupt that came too late for this code must not reach the next.
            Thread.interrupted();
        }
        if (interrupted) {
            stuckThreads.ended(this);
        }
    }

    synchronized void interrupt() {
        if (thread != null && overdue == 0) {
            overdue = Monotonic.millis() + StuckThreads.GRACE.toMillis();
            thread.interrupt();
            stuckThreads.watch(this);
        }
    }

    @Override
    public synchronized long deadline() {
        return overdue;
    }

    /** It goes on. */
    @Override
    public void expire() {
        synchronized (this) {
            if (thread == null) {
                return;
            }
            stuckThreads.add(this, thread);
        }
        onStuck.run();
    }
}
