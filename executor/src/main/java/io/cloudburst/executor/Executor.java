package io.cloudburst.executor;

import io.cloudburst.engine.Failure;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.code.BundleStore;
import io.cloudburst.sdk.deadline.DeadlineSweeper;
import io.cloudburst.sdk.registry.Registry;
import io.cloudburst.sdk.store.ObjectStore;
import io.cloudburst.sdk.store.StoreClient;
import io.cloudburst.sdk.store.StoreVersion;
import io.cloudburst.sdk.store.Writers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs users' functions, on threads of its own and never on Flink's. Bounded in threads and in waiting stages; past that a stage
 * fails with {@link ErrorCode#OVERLOADED}. Safe for use by many threads.
 */
public final class Executor implements AutoCloseable {
    private static final Duration DOWNLOAD_TIMEOUT = Duration.ofSeconds(20);

    private final StoreClient store;
    private final Writers writers = new Writers();
    private final ObjectStore objects;
    private final Functions functions;
    private final ThreadPoolExecutor threads;
    /** Waiting or running. */
    private final Set<RunningStage> alive = ConcurrentHashMap.newKeySet();

    /** The same, by run id. */
    private final ConcurrentHashMap<String, Set<RunningStage>> aliveByRun = new ConcurrentHashMap<>();

    private final DeadlineSweeper deadlines = new DeadlineSweeper("cloudburst-stage-deadlines", alive);

    /**
     * @param threadCount how many stages run at once
     * @param waiting how many more may wait
     * @param directory for code bundles while they are in use
     */
    public Executor(Registry registry, StoreClient store, int threadCount, int waiting, Path directory) {
        this.store = store;
        this.objects = new ObjectStore(store, writers);
        this.functions = new Functions(registry, new Bundles(new BundleStore(objects, DOWNLOAD_TIMEOUT), directory));
        AtomicInteger number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                threadCount, threadCount, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(waiting), stage -> {
                    Thread thread = new Thread(stage, "cloudburst-function-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** Completes with how the stage ended, at the latest at the call's deadline; never exceptionally. */
    public CompletableFuture<StageOutcome> run(StageTask task) {
        RunningStage stage = new RunningStage(task, functions, store, writers);
        enter(stage);
        stage.outcome().whenComplete((ended, never) -> leave(stage));
        try {
            threads.execute(stage);
        } catch (RejectedExecutionException e) {
            stage.end(Failure.of(
                    ErrorCode.OVERLOADED,
                    "%d stages run and %d wait on this executor; call again later"
                            .formatted(threads.getPoolSize(), threads.getQueue().size())));
        }
        return stage.outcome();
    }

    private void enter(RunningStage stage) {
        alive.add(stage);
        aliveByRun.compute(stage.runId(), (id, stages) -> {
            if (stages == null) {
                return Set.of(stage);
            }
            Set<RunningStage> more = new HashSet<>(stages);
            more.add(stage);
            return more;
        });
    }

    private void leave(RunningStage stage) {
        alive.remove(stage);
        aliveByRun.computeIfPresent(stage.runId(), (id, stages) -> {
            Set<RunningStage> fewer = new HashSet<>(stages);
            fewer.remove(stage);
            return fewer.isEmpty() ? null : fewer;
        });
    }

    /** Ends all stages of a run that run or wait here, with this failure; those that run are interrupted. */
    public void cancel(String runId, Failure why) {
        aliveByRun.getOrDefault(runId, Set.of()).forEach(stage -> stage.end(why));
    }

    /** Puts a run's result into the store, as an object; once, however often it is asked to. */
    public CompletableFuture<StoreVersion> store(String runId, String key, Value result) {
        return objects.put(key, result, OperationIds.ofOutput(runId));
    }

    /** Interrupts what runs; its outcome no longer matters to anyone. */
    @Override
    public void close() {
        threads.shutdownNow();
        deadlines.close();
        functions.close();
    }
}
