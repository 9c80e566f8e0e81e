package io.cloudburst.executor;

import io.cloudburst.engine.Failure;
import io.cloudburst.protocol.Reference;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.deadline.Monotonic;
import io.cloudburst.sdk.store.Frontier;
import io.cloudburst.sdk.store.LatticeStore;
import io.cloudburst.sdk.store.StateView;
import io.cloudburst.sdk.store.StoreVersion;
import io.cloudburst.sdk.store.StoredValue;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stages whose references wait for objects that nobody has put yet. None of them keeps a thread: the store is asked from time to time,
 * and the stage goes on when all are there. Bounded in stages; what ends while it waits leaves its place at once. Safe for use by many
 * threads.
 */
final class AwaitedObjects {
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);
    /** A pause is so much of what has been waited already. */
    private static final int PART = 4;

    private final LatticeStore store;
    private final int bound;
    private final AtomicInteger waiting = new AtomicInteger();
    private final ScheduledExecutorService timer;

    /**
     * @param bound how many stages may wait
     * @param timer for the next look
     */
    AwaitedObjects(LatticeStore store, int bound, ScheduledExecutorService timer) {
        this.store = store;
        this.bound = bound;
        this.timer = timer;
    }

    /** @param then goes on with the stage, without blocking; not called if the stage ends before */
    void await(RunningStage stage, Collection<Reference> references, Runnable then) {
        if (references.isEmpty()) {
            then.run();
            return;
        }
        if (waiting.incrementAndGet() > bound) {
            waiting.decrementAndGet();
            stage.end(Failure.of(
                    ErrorCode.OVERLOADED,
                    "%d stages wait for objects on this executor, as many as may; call again later".formatted(bound)));
            return;
        }
        Wait wait = new Wait(stage, references, then);
        stage.outcome().whenComplete((ended, never) -> wait.leave());
        wait.look();
    }

    /** One stage; its looks come one after the other. */
    private final class Wait {
        private final RunningStage stage;
        private final Queue<Reference> missing;
        private final Runnable then;
        private final long begun = System.nanoTime();
        private final AtomicBoolean left = new AtomicBoolean();

        Wait(RunningStage stage, Collection<Reference> references, Runnable then) {
            this.stage = stage;
            this.missing = new ArrayDeque<>(references);
            this.then = then;
        }

        void look() {
            if (left.get()) {
                return;
            }
            Reference next = missing.peek();
            if (next == null) {
                stage.waitsFor("");
                if (leave()) {
                    then.run();
                }
                return;
            }
            stage.waitsFor(next.getKey());
            List<StoreVersion> demanded = stage.seen()
                    .join(Frontier.fromProto(next.hasAtLeast() ? List.of(next.getAtLeast()) : List.of()))
                    .versions();
            Duration left = Duration.ofMillis(Math.max(1, stage.deadline() - Monotonic.millis()));
            store.getCached(next.getKey(), demanded, left).whenComplete((stored, failure) -> {
                if (failure == null && isThere(next.getKey(), stored)) {
                    // Another owner may not have it yet, and the stage reads it once more.
                    store.observe(Frontier.of(List.of(stored.version())));
                    missing.remove();
                    look();
                } else {
                    // A store that does not answer is waited for as well, until the deadline.
                    timer.schedule(this::look, pauseNanos(), TimeUnit.NANOSECONDS);
                }
            });
        }

        /** Whether that was for the first time. */
        boolean leave() {
            boolean first = left.compareAndSet(false, true);
            if (first) {
                waiting.decrementAndGet();
            }
            return first;
        }

        private long pauseNanos() {
            long part = (System.nanoTime() - begun) / PART;
            return Math.max(SHORTEST_PAUSE.toNanos(), Math.min(part, LONGEST_PAUSE.toNanos()));
        }
    }

    private static boolean isThere(String key, StoredValue stored) {
        try {
            return StateView.object(key, stored.lattice()).isPresent();
        } catch (CloudburstException e) {
            // It is something else than an object: the stage will say so.
            return true;
        }
    }
}
