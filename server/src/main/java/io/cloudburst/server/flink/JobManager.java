package io.cloudburst.server.flink;

import io.cloudburst.server.settings.Settings;
import io.cloudburst.statefun.CheckpointDirectory;
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
    private final CompletableFuture<ApplicationStatus> ended;

    private JobManager(CheckpointDirectory checkpoints, ApplicationEntryPoint entryPoint, RestApi rest) {
        this.checkpoints = checkpoints;
        this.entryPoint = entryPoint;
        this.rest = rest;
        this.ended = entryPoint.getTerminationFuture().thenApply(status -> {
            // The job runs for ever: whatever its end was, it must be started again.
            throw new IllegalStateException("the job has ended: " + status);
        });
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
        try {
            if (!ClusterSettings.isHighlyAvailable(configuration)) {
                checkpoints = CheckpointDirectory.open(local(ClusterSettings.checkpoints(settings)));
                Optional<Path> newest = checkpoints.newest();
                checkpoints.keepOnly(newest);
                LOG.info("the job begins {}", newest.map(path -> "at " + path).orElse("anew"));
                newest.ifPresent(path ->
                        FlinkSettings.restore(configuration, path.toUri().toString()));
            }
            JobProgram.use(job);
            PackagedProgram program = PackagedProgram.newBuilder()
                    .setEntryPointClassName(JobProgram.class.getName())
                    .setConfiguration(configuration)
                    .build();
            ApplicationEntryPoint entryPoint = ApplicationEntryPoint.of(configuration, program);
            entryPoint.startCluster();
            return new JobManager(checkpoints, entryPoint, new RestApi(settings));
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

    /** Why no calls run; empty: they do. */
    public Optional<String> ailment() {
        return rest.jobAilment();
    }

    /** Stops without a last checkpoint; the newest stays, and the next job manager begins there. */
    public void close() throws Exception {
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
