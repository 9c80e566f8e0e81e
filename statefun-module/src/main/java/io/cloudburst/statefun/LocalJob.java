package io.cloudburst.statefun;

import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.StreamSupport;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.ErrorInfo;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.statefun.sdk.StatefulFunctionProvider;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The job in this JVM, on a Flink cluster of its own.
 *
 * <p>It goes on from where its checkpoint directory says that it was, after a {@link #close} as well as after {@code kill -9}: calls
 * that were accepted are answered. A close makes a last savepoint; after a kill, calls of the last checkpoint interval run again.
 *
 * <p>Thread-safe.
 */
public final class LocalJob implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LocalJob.class);

    private static final long LOOK_AGAIN_MILLIS = 20;
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);

    private final CheckpointDirectory checkpoints;
    private final Path temporaryFiles;
    private final MiniCluster cluster;
    private final JobID id;
    private final CompletableFuture<JobResult> result;
    private final CheckpointWatch watch;
    private final CompletableFuture<JobFailedException> failure = new CompletableFuture<>();
    private final AtomicBoolean closing = new AtomicBoolean();

    private LocalJob(
            JobSettings settings, CheckpointDirectory checkpoints, Path temporaryFiles, MiniCluster cluster, JobID id) {
        this.checkpoints = checkpoints;
        this.temporaryFiles = temporaryFiles;
        this.cluster = cluster;
        this.id = id;
        this.result = cluster.requestJobResult(id);
        this.watch = CheckpointWatch.start(settings, () -> !result.isDone());
        result.whenComplete((ended, lost) -> {
            if (!closing.get()) {
                failure.complete(new JobFailedException("The job ended by itself: " + reason(ended, lost), lost));
            }
        });
    }

    /**
     * Starts the job, from the newest checkpoint below its checkpoint directory where there is one, and returns when it runs.
     *
     * @param settings where to restore from is set here; the checkpoint directory must be local
     * @param timeout for all of it; a job that cannot reach its broker tries again until then
     * @throws JobFailedException when the job does not run in time, or cannot at all
     */
    public static LocalJob start(JobSettings settings, Duration timeout) {
        return start(settings, new RunFunctionProvider(settings), timeout);
    }

    /** With another run function. */
    static <P extends StatefulFunctionProvider & Serializable> LocalJob start(
            JobSettings settings, P runs, Duration timeout) {
        CheckpointDirectory checkpoints = CheckpointDirectory.open(URI.create(settings.checkpointDirectory()));
        try {
            while (true) {
                Optional<Path> newest = checkpoints.newest();
                checkpoints.keepOnly(newest);
                Optional<LocalJob> job = start(settings, runs, timeout, checkpoints, newest);
                if (job.isPresent()) {
                    return job.get();
                }
                LOG.error("{}", checkpoints.unrestorable(newest.orElseThrow()).getMessage());
            }
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            JobFailedException failed = e instanceof JobFailedException known
                    ? known
                    : new JobFailedException("The job did not start: " + causes(e), e);
            try {
                checkpoints.close();
            } catch (IOException alsoFailed) {
                failed.addSuppressed(alsoFailed);
            }
            throw failed;
        }
    }

    /** Empty, with nothing left running, if what is there of the newest checkpoint cannot be restored. */
    private static <P extends StatefulFunctionProvider & Serializable> Optional<LocalJob> start(
            JobSettings settings, P runs, Duration timeout, CheckpointDirectory checkpoints, Optional<Path> newest)
            throws Exception {
        // All of it: a job that was killed has left code and Flink's files there.
        Path temporaryFiles = Files.createDirectories(
                emptyDirectory(settings.executor().workPath()).resolve("flink"));
        JobSettings restored =
                newest.map(path -> settings.restoredFrom(path.toUri())).orElse(settings);
        Configuration configuration = configuration(restored, temporaryFiles);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(configuration);
        CloudburstJob.define(environment, restored, runs);
        JobGraph graph = environment.getStreamGraph().getJobGraph();
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(settings.parallelism())
                .build());
        try {
            cluster.start();
            long deadline = System.nanoTime() + timeout.toNanos();
            cluster.submitJob(graph).get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            if (!awaitRunning(cluster, graph.getJobID(), newest.isPresent(), deadline, timeout)) {
                await(cluster.closeAsync());
                return Optional.empty();
            }
            return Optional.of(new LocalJob(settings, checkpoints, temporaryFiles, cluster, graph.getJobID()));
        } catch (Exception e) {
            try {
                await(cluster.closeAsync());
            } catch (ExecutionException | TimeoutException alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
    }

    /** Completes if the job ends by itself; never when it is closed. */
    public CompletableFuture<JobFailedException> failure() {
        return failure.copy();
    }

    /**
     * Stops the job with a last savepoint and returns when nothing of it is left in this JVM. If there can be no savepoint, because the
     * broker is away for instance, the next start goes on from the last checkpoint. A second close does nothing.
     */
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        watch.close();
        try {
            stop();
            await(cluster.closeAsync());
            CheckpointDirectory.delete(temporaryFiles);
        } catch (ExecutionException | TimeoutException | IOException e) {
            throw new JobFailedException("The job did not end as it should: " + causes(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JobFailedException("Interrupted while the job ended", e);
        } finally {
            try {
                checkpoints.close();
            } catch (IOException e) {
                LOG.warn("The lock of the checkpoint directory could not be given up", e);
            }
        }
    }

    private void stop() throws InterruptedException, ExecutionException, TimeoutException {
        if (result.isDone()) {
            return;
        }
        try {
            await(cluster.stopWithSavepoint(id, checkpoints.uri().toString(), false, SavepointFormatType.NATIVE));
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("No savepoint at the end; the next start goes on from the last checkpoint", e);
            await(cluster.cancelJob(id));
        }
        await(result);
    }

    /** False if the job fails because what it begins at cannot be restored. */
    private static boolean awaitRunning(
            MiniCluster cluster, JobID id, boolean restored, long deadline, Duration timeout)
            throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<JobResult> result = cluster.requestJobResult(id);
        while (true) {
            if (result.isDone()) {
                throw new JobFailedException("The job did not start: " + reason(result.get(), null));
            }
            AccessExecutionGraph graph = await(cluster.getExecutionGraph(id));
            if (allRunning(graph)) {
                return true;
            }
            ErrorInfo failure = graph.getFailureInfo();
            if (restored && failure != null && CheckpointDirectory.isRestoreFailure(failure.getExceptionAsString())) {
                return false;
            }
            if (System.nanoTime() > deadline) {
                throw new JobFailedException("The job did not start within " + timeout.toSeconds() + " s: "
                        + (failure == null ? "it is " + graph.getState() : causes(failure.getException())));
            }
            // Flink tells nobody when the last task runs.
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
    }

    private static boolean allRunning(AccessExecutionGraph graph) {
        // While it initializes, a job has no tasks at all.
        return graph.getState() == JobStatus.RUNNING
                && StreamSupport.stream(graph.getAllExecutionVertices().spliterator(), false)
                        .allMatch(task -> task.getExecutionState() == ExecutionState.RUNNING);
    }

    private static Configuration configuration(JobSettings settings, Path temporaryFiles) {
        Configuration configuration = FlinkSettings.of(settings);
        configuration.set(CoreOptions.TMP_DIRS, temporaryFiles.toString());
        configuration.set(BlobServerOptions.STORAGE_DIRECTORY, temporaryFiles.toString());
        configuration.set(RestOptions.ADDRESS, "localhost");
        configuration.set(RestOptions.BIND_ADDRESS, "localhost");
        configuration.set(RestOptions.BIND_PORT, "0");
        return configuration;
    }

    private static Path emptyDirectory(Path directory) throws IOException {
        if (Files.exists(directory)) {
            CheckpointDirectory.delete(directory);
        }
        return Files.createDirectories(directory);
    }

    private static <T> T await(CompletableFuture<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static String reason(JobResult ended, Throwable lost) {
        if (lost != null) {
            return causes(lost);
        }
        return ended.getSerializedThrowable()
                .map(e -> causes(e.deserializeError(LocalJob.class.getClassLoader())))
                .orElseGet(() -> "it is " + ended.getApplicationStatus());
    }

    /** What went wrong, from the outermost to the first: Flink wraps many times, and the cause alone may not say what it is about. */
    private static String causes(Throwable e) {
        StringJoiner causes = new StringJoiner(": ");
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String said = cause.getMessage() == null ? cause.toString() : cause.getMessage();
            boolean repeats =
                    cause.getCause() != null && said.equals(cause.getCause().toString());
            if (!repeats && !causes.toString().contains(said)) {
                causes.add(said);
            }
        }
        return causes.toString();
    }
}
