package io.cloudburst.server.flink;

import io.cloudburst.statefun.CheckpointDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after a job that begins at a checkpoint, until it has one of its own: Flink would try for ever to restore what cannot be
 * restored. Such a checkpoint is put aside, and the job manager must end, so that the next one begins at the checkpoint before.
 */
final class RestoreGuard implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RestoreGuard.class);
    private static final long BETWEEN_LOOKS_MILLIS = 1_000;
    /** Whatever else it may be: what is on the disk fails each time. */
    private static final int FAILURES = 2;

    private final CheckpointDirectory checkpoints;
    private final Path restored;
    private final RestApi rest;
    private final CompletableFuture<Void> failed = new CompletableFuture<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "restore-guard");
        thread.setDaemon(true);
        return thread;
    });

    private RestoreGuard(CheckpointDirectory checkpoints, Path restored, RestApi rest) {
        this.checkpoints = checkpoints;
        this.restored = restored;
        this.rest = rest;
    }

    /** @param restored where the job begins */
    static RestoreGuard start(CheckpointDirectory checkpoints, Path restored, RestApi rest) {
        RestoreGuard guard = new RestoreGuard(checkpoints, restored, rest);
        guard.timer.scheduleWithFixedDelay(
                guard::look, BETWEEN_LOOKS_MILLIS, BETWEEN_LOOKS_MILLIS, TimeUnit.MILLISECONDS);
        return guard;
    }

    /** Completes, exceptionally, if the checkpoint is put aside. */
    CompletionStage<Void> failed() {
        return failed;
    }

    private void look() {
        try {
            if (checkpoints.hasOtherThan(restored)) {
                timer.shutdown();
                return;
            }
            if (rest.restoreFailures() >= FAILURES) {
                failed.completeExceptionally(checkpoints.unrestorable(restored));
                timer.shutdown();
            }
        } catch (IOException e) {
            LOG.debug("whether the job could be restored is not known yet", e);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
