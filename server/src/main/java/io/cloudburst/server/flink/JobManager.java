package io.cloudburst.server.flink;

import io.cloudburst.server.settings.Settings;
import io.cloudburst.statefun.CheckpointDirectory;
import io.cloudburst.statefun.CheckpointWatch;
import io.cloudburst.statefun.FlinkSettings;
import io.cloudburst.statefun.JobSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.flink.client.program.PackagedProgram;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.clusterframework.ApplicationStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flink's job manager in this process, with the one job. It begins where its checkpoint directory says that the job was, however the
 * one before it ended. Where Flink's high availability is configured, that keeps the place instead.
 */
public final class JobManager {
    private static final Logger LOG = LoggerFactory.getLogger(JobManager.class);
    private static final long CLOSING_SECONDS = 20;

    /** Null where Flink's high availability is configured. */
    private final CheckpointDirectory checkpoints;

    private final ApplicationEntryPoint entryPoint;
    private final RestApi rest;
    private final CheckpointWatch watch;
    /** Null where the job begins anew, or where Flink's high availability is configured. */
    private final RestoreGuard guard;

    private final CompletableFuture<?> ended;

    private JobManager(
            CheckpointDirectory checkpoints,
            ApplicationEntryPoint entryPoint,
            RestApi rest,
            CheckpointWatch watch,
            RestoreGuard guard) {
        this.checkpoints = checkpoints;
        this.entryPoint = entryPoint;
        this.rest = rest;
        this.watch = watch;
        this.guard = guard;
        CompletableFuture<ApplicationStatus> byItself = entryPoint
                .getTerminationFuture()
                .thenApply(status -> {
                    // The job runs for ever: whatever its end was, it must be started again.
                    throw new IllegalStateException("the job has ended: " + status);
                });
        this.ended = guard == null
                ? byItself
                : CompletableFuture.anyOf(byItself, guard.failed().toCompletableFuture());
    }

    /** Where it listens. */
    public static String bindHost(Settings settings) {
        return ClusterSettings.bindHost(settings.jobmanager().host());
    }

    /**
     * Returns when it listens; the job runs as soon as there is a task manager.
     *
     * @throws io.cloudburst.statefun.JobFailedException if another one uses the checkpoint directory, or it cannot be written
     * @throws IllegalArgumentException if the checkpoint directory is of no use
     */
    public static JobManager start(Settings settings, Path temporary) throws Exception {
        JobSettings job = ClusterSettings.job(settings);
        Configuration configuration = ClusterSettings.jobManager(settings, FlinkSettings.of(job), temporary);
        CheckpointDirectory checkpoints = null;
        Path restored = null;
        try {
            if (!ClusterSettings.isHighlyAvailable(configuration)) {
                checkpoints = CheckpointDirectory.open(local(ClusterSettings.checkpoints(settings)));
                Optional<Path> newest = checkpoints.newest();
                checkpoints.keepOnly(newest);
                LOG.info("the job begins {}", newest.map(path -> "at " + path).orElse("anew"));
                if (newest.isPresent()) {
                    restored = newest.get();
                    FlinkSettings.restore(configuration, restored.toUri().toString());
                }
            }
            JobProgram.use(job);
            PackagedProgram program = PackagedProgram.newBuilder()
                    .setEntryPointClassName(JobProgram.class.getName())
                    .setConfiguration(configuration)
                    .build();
            ApplicationEntryPoint entryPoint = ApplicationEntryPoint.of(configuration, program);
            entryPoint.startCluster();
            RestApi rest = new RestApi(settings);
            return new JobManager(
                    checkpoints,
                    entryPoint,
                    rest,
                    CheckpointWatch.start(job, () -> rest.jobAilment().isEmpty()),
                    restored == null ? null : RestoreGuard.start(checkpoints, restored, rest));
        } catch (Exception e) {
            if (checkpoints != null) {
                checkpoints.close();
            }
            throw e;
        }
    }

    private static URI local(URI checkpoints) {
        if (!"file".equals(checkpoints.getScheme())) {
            throw new IllegalArgumentException(checkpoints
                    + " must be a directory of a file system; elsewhere, only Flink's high availability (flink: high-availability.type)"
                    + " finds the newest checkpoint");
        }
        return checkpoints;
    }

    public String place() {
        return "listens on " + rest.address();
    }

    /** Completes, exceptionally, if the job or its manager has ended. */
    public CompletionStage<?> ended() {
        return ended;
    }

    /** Why no calls run, or what they do may be done again; empty: all is well. */
    public Optional<String> ailment() {
        return rest.jobAilment().or(watch::ailment);
    }

    /** Stops without a last checkpoint; the newest stays, and the next job manager begins there. */
    public void close() throws Exception {
        watch.close();
        if (guard != null) {
            guard.close();
        }
        try {
            entryPoint.closeAsync().get(CLOSING_SECONDS, TimeUnit.SECONDS);
        } finally {
            closeCheckpoints();
        }
    }

    private void closeCheckpoints() throws IOException {
        if (checkpoints != null) {
            checkpoints.close();
        }
    }
}
