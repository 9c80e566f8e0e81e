package io.cloudburst.executor;

import io.cloudburst.engine.Failure;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.deadline.Monotonic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps work that takes its process with it from doing so for ever: whoever runs calls again after a failure would run that one again too.
 * Work that ran when a process died is run again, the second time only beside work that is not under suspicion, and not a third time: so
 * what is given up was the only suspect at least once. Safe for use by many threads.
 *
 * <p>What is known is in a directory of this machine, and of no use elsewhere: each machine counts for itself.
 */
final class Survival implements AutoCloseable {
    /** As often a process dies with a piece of work, and it is given up. */
    static final int LIMIT = 3;

    private static final int SUSPECT = LIMIT - 1;
    private static final Logger LOG = LoggerFactory.getLogger(Survival.class);

    private final Deaths deaths;
    private final Optional<RunningWork> running;
    /** Suspects that wait for the one that runs. This and what follows is guarded by this. */
    private final Deque<RunningStage> suspects = new ArrayDeque<>();

    private boolean suspectRuns;

    private Survival(Deaths deaths, Optional<RunningWork> running) {
        this.deaths = deaths;
        this.running = running;
    }

    /** Of work that is not run again when its process has died. */
    static Survival unknown() {
        return new Survival(Deaths.NONE, Optional.empty());
    }

    /**
     * Without what it needs on the disk there is a line in the log, and nothing is known.
     *
     * @param directory made where it is missing; shared by all executors of a machine that run the same work
     * @param places how much runs at once
     */
    static Survival in(Path directory, int places) {
        try {
            Files.createDirectories(directory);
            Deaths deaths = Deaths.in(directory, System.currentTimeMillis());
            return new Survival(deaths, Optional.of(RunningWork.in(directory, places)));
        } catch (IOException e) {
            LOG.error(
                    "what runs cannot be written to {}: a call that ends this process will be run again until its time is over",
                    directory,
                    e);
            return unknown();
        }
    }

    /** Says that the current thread runs this. */
    Optional<RunningWork.Place> begin(String function, List<RunningStage> stages) {
        if (running.isEmpty()) {
            return Optional.empty();
        }
        return running.get()
                .begin(
                        function,
                        stages.stream()
                                .map(stage -> RunningWork.Work.of(stage.work(), Monotonic.toEpoch(stage.deadline())))
                                .toList());
    }

    /** Gives the stage to {@code run} now, or when the suspect before it has ended, or ends it. */
    void admit(RunningStage stage, Consumer<RunningStage> run) {
        int count = deaths.of(stage.work());
        if (count >= LIMIT) {
            LOG.error(
                    "call {} is given up: a process has died {} times while it ran {}",
                    stage.callId(),
                    count,
                    stage.describe());
            stage.giveUp(Failure.of(
                    ErrorCode.EXECUTION_ERROR,
                    ("a process has died %d times while it ran %s for this call, the last time as the only suspect; it is not run again."
                                    + " See that process's log; a function that may end its process is better run on a worker")
                            .formatted(count, stage.describe())));
        } else if (count >= SUSPECT) {
            synchronized (this) {
                suspects.add(stage);
            }
            runNext(run);
        } else {
            run.accept(stage);
        }
    }

    private void runNext(Consumer<RunningStage> run) {
        RunningStage next;
        synchronized (this) {
            if (suspectRuns) {
                return;
            }
            do {
                next = suspects.poll();
            } while (next != null && next.outcome().isDone());
            if (next == null) {
                return;
            }
            suspectRuns = true;
        }
        LOG.warn(
                "call {} runs with no other suspect beside it: a process has died {} times while it ran {}",
                next.callId(),
                SUSPECT,
                next.describe());
        next.outcome().whenComplete((ended, never) -> {
            synchronized (this) {
                suspectRuns = false;
            }
            runNext(run);
        });
        run.accept(next);
    }

    @Override
    public void close() {
        running.ifPresent(RunningWork::close);
    }
}
