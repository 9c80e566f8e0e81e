package io.cloudburst.executor;

import io.cloudburst.engine.Failure;
import io.cloudburst.protocol.Reference;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.code.BundleStore;
import io.cloudburst.sdk.deadline.DeadlineSweeper;
import io.cloudburst.sdk.registry.Registry;
import io.cloudburst.sdk.signing.TrustedKeys;
import io.cloudburst.sdk.store.LargeObjects;
import io.cloudburst.sdk.store.LargeValues;
import io.cloudburst.sdk.store.LatticeStore;
import io.cloudburst.sdk.store.ObjectStore;
import io.cloudburst.sdk.store.StoreVersion;
import io.cloudburst.sdk.store.Writers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * Runs users' functions, on threads of its own and never on Flink's. Bounded in threads and in waiting stages; past that a stage
 * fails with {@link ErrorCode#OVERLOADED}. A function that is limited or batched has a queue of its own in front of the threads, so
 * that what waits in it keeps no thread. Safe for use by many threads.
 */
public final class Executor implements Mailboxes, AutoCloseable {
    private static final int MOST_STARTED_THREADS = 1_000;
    private static final long LOOK_AT_THREADS_SECONDS = 5;
    private static final Duration DOWNLOAD_TIMEOUT = Duration.ofSeconds(20);

    private final Writers writers = new Writers();
    private final LargeValues large;
    private final LargeObjects objects;
    private final LargeObjectSweep sweep;
    private final Functions functions;
    private final FunctionThreads threads;
    private final StuckThreads stuckThreads;
    private final Survival survival;
    private final StartedThreads startedThreads = new StartedThreads(MOST_STARTED_THREADS);
    private final StageResources resources;
    /** For what waits without a thread, to look again whether it may go on. */
    private final ScheduledThreadPoolExecutor timer = timer();

    private final FunctionQueues queues;
    private final AwaitedObjects awaited;
    private final Optional<RemoteStages> remote;
    /** Waiting or running. */
    private final Set<RunningStage> alive = ConcurrentHashMap.newKeySet();

    /** The same, by run id. */
    private final ConcurrentHashMap<String, Set<RunningStage>> aliveByRun = new ConcurrentHashMap<>();

    private final DeadlineSweeper deadlines = new DeadlineSweeper("cloudburst-stage-deadlines", alive);

    /**
     * Runs everything itself, but for what is served elsewhere, which fails.
     *
     * @param directory for code bundles while they are in use
     * @param messenger takes the letters that functions send
     */
    public Executor(Registry registry, LatticeStore store, PoolSettings settings, Path directory, Messenger messenger) {
        this(registry, store, settings, directory, messenger, Optional.empty(), TrustedKeys.EVERYBODY);
    }

    /**
     * @param remote runs the stages that are to run elsewhere; not closed here
     * @param trusted whose functions are run here
     */
    public Executor(
            Registry registry,
            LatticeStore store,
            PoolSettings settings,
            Path directory,
            Messenger messenger,
            Optional<RemoteStages> remote,
            TrustedKeys trusted) {
        this(
                store,
                settings,
                messenger,
                remote,
                (objects, initialisation) -> new Functions(
                        registry,
                        new Bundles(new BundleStore(objects, DOWNLOAD_TIMEOUT), directory),
                        initialisation,
                        trusted));
    }

    Executor(
            LatticeStore store,
            PoolSettings settings,
            Messenger messenger,
            Optional<RemoteStages> remote,
            BiFunction<ObjectStore, Initialisation, Functions> functions) {
        this.remote = remote;
        ObjectStore plain = new ObjectStore(store, writers);
        this.large = new LargeValues(plain);
        this.objects = new LargeObjects(plain, large);
        this.sweep = new LargeObjectSweep(objects);
        this.functions = functions.apply(plain, new Initialisation(store, writers, objects));
        this.threads = new FunctionThreads(settings.threads(), settings.waiting());
        this.functions.onClosed(threads::renew);
        this.stuckThreads = new StuckThreads(settings.stuckThreads(), threads::setExtra);
        this.survival = settings.journal()
                .map(journal -> Survival.in(journal, settings.threads() + settings.stuckThreads()))
                .orElseGet(Survival::unknown);
        this.resources =
                new StageResources(this.functions, store, writers, large, objects, stuckThreads, survival, messenger);
        this.queues = new FunctionQueues(settings.waitingOfOneFunction(), threads, resources, timer);
        timer.scheduleWithFixedDelay(
                () -> startedThreads.look(this.functions.byLoader()),
                LOOK_AT_THREADS_SECONDS,
                LOOK_AT_THREADS_SECONDS,
                TimeUnit.SECONDS);
        this.awaited = new AwaitedObjects(store, settings.waitingForObjects(), timer);
    }

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
                1,
                work -> {
                    Thread thread = new Thread(work, "cloudburst-stage-timer");
                    thread.setDaemon(true);
                    return thread;
                },
                // Of what would have gone on after the end.
                new ThreadPoolExecutor.DiscardPolicy());
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    /** Completes with how the stage ended, at the latest at the call's deadline; never exceptionally. */
    public CompletableFuture<StageOutcome> run(StageTask task) {
        RunningStage stage = new RunningStage(task, resources, this::runWhenThere);
        enter(stage);
        stage.outcome().whenComplete((ended, never) -> leave(stage));
        if (isElsewhere(stage)) {
            // A worker waits itself; what an SDK of StateFun serves is given values.
            List<Reference> first =
                    stage.code().options().isServed() ? stage.arguments().awaited(0) : List.of();
            awaited.await(stage, first, () -> runElsewhere(stage, task));
            return stage.outcome();
        }
        Optional<Failure> refusal = stuckThreads.refusal(task.code()).or(() -> startedThreads.refusal(task.code()));
        if (refusal.isPresent()) {
            stage.end(refusal.get());
        } else {
            survival.admit(
                    stage,
                    admitted -> awaited.await(admitted, admitted.arguments().awaited(0), () -> enqueue(admitted)));
        }
        return stage.outcome();
    }

    private void enqueue(RunningStage stage) {
        if (stage.outcome().isDone()) {
            return;
        }
        if (stage.code().options().hasOwnQueue()) {
            queues.add(stage);
        } else {
            execute(stage);
        }
    }

    /** Goes on with a stage that has come to a node whose references wait. */
    private void runWhenThere(RunningStage stage, int node) {
        awaited.await(stage, stage.arguments().awaited(node), () -> execute(stage));
    }

    private boolean isElsewhere(RunningStage stage) {
        FunctionOptions options = stage.code().options();
        return options.isServed() || remote.isPresent() && options.remotely().isPresent();
    }

    private void runElsewhere(RunningStage stage, StageTask task) {
        if (remote.isEmpty()) {
            stage.end(Failure.of(
                    ErrorCode.UNAVAILABLE,
                    "function '%s' is served outside of Cloudburst, and nothing that is outside can be reached from here"
                            .formatted(stage.code().name())));
            return;
        }
        try {
            new StageElsewhere(stage, task, resources).begin(remote.get(), threads::execute);
        } catch (RejectedExecutionException e) {
            refuse(stage);
        }
    }

    private void execute(RunningStage stage) {
        try {
            threads.execute(stage);
        } catch (RejectedExecutionException e) {
            refuse(stage);
        }
    }

    private void refuse(RunningStage stage) {
        stage.end(Failure.of(
                ErrorCode.OVERLOADED,
                "%d stages run and %d wait on this executor; call again later"
                        .formatted(threads.size(), threads.waiting())));
    }

    /** How many threads are stuck in functions that go on although their calls have ended, and although they were interrupted. */
    public int stuckThreads() {
        return stuckThreads.count();
    }

    /** How many threads users' code has begun that have not ended, as of some seconds ago. */
    public int startedThreads() {
        return startedThreads.count();
    }

    /** How many threads there are to run functions, stuck and idle ones included. */
    public int threads() {
        return threads.size();
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
        stage.closeMail();
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

    @Override
    public boolean runs(String runId) {
        return aliveByRun.containsKey(runId);
    }

    @Override
    public StageMail.Delivery deliver(String runId, Letter letter) {
        for (RunningStage stage : aliveByRun.getOrDefault(runId, Set.of())) {
            StageMail.Delivery delivery = stage.deliver(letter);
            if (delivery.result() == StageMail.Result.ACCEPTED && isElsewhere(stage)) {
                // It will never be received.
                return new StageMail.Delivery(StageMail.Result.ENDED, 0);
            }
            if (delivery.result() != StageMail.Result.NOT_HERE) {
                return delivery;
            }
        }
        return new StageMail.Delivery(StageMail.Result.NOT_HERE, 0);
    }

    /** Values that are too large to travel with what they belong to. */
    public LargeValues large() {
        return large;
    }

    /** Puts a run's result, with all its bytes, into the store, as an object; once, however often it is asked to. */
    public CompletableFuture<StoreVersion> store(String runId, String key, Value result) {
        return objects.put(key, result, OperationIds.ofOutput(runId));
    }

    /** Interrupts what runs; its outcome no longer matters to anyone. */
    @Override
    public void close() {
        threads.close();
        timer.shutdownNow();
        stuckThreads.close();
        deadlines.close();
        sweep.close();
        functions.close();
        survival.close();
    }
}
