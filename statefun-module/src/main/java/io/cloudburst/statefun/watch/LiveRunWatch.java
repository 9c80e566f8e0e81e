package io.cloudburst.statefun.watch;

import io.cloudburst.engine.Plan;
import io.cloudburst.engine.Task;
import io.cloudburst.executor.StageOutcome;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.ErrorCode;
import io.cloudburst.protocol.Reply;
import io.cloudburst.protocol.RunRecord;
import io.cloudburst.sdk.registry.RegisteredCode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Counts every run, and has some of them told: those that fail or take long before the others, and no more than some hundreds a
 * second. The job's thread tells it what happens, another one takes the counts and looks for runs that take long.
 */
final class LiveRunWatch implements RunWatch {
    /** Longer than this, and a run is seen before it ends. */
    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int ORDINARY_PER_SECOND = 100;
    private static final int REMARKABLE_PER_SECOND = 200;
    private static final int UNDER_WAY_PER_SECOND = 100;
    /** Of those beyond, nothing is known before their ends. */
    private static final int MAX_UNDER_WAY = 65_536;

    private final Map<String, WatchedRun> underWay = new ConcurrentHashMap<>();
    private final Consumer<RunRecord> ends;
    private final Runnable close;
    private final RecordBudget ordinary;
    private final RecordBudget remarkable;
    private final RecordBudget longRuns;
    /** About as many as there are in the map, which does not know itself. Of the job's thread. */
    private int watched;

    private final Object lock = new Object();
    /** Guarded by the lock, which is held for no longer than it takes to count one. */
    private Counts counts = new Counts();

    /**
     * @param ends gets the records of runs that have ended, on the job's thread; must not wait
     * @param close what is to be done at the end
     */
    LiveRunWatch(Consumer<RunRecord> ends, LongSupplier nanos, Runnable close) {
        this.close = close;
        this.ends = ends;
        this.ordinary = new RecordBudget(ORDINARY_PER_SECOND, nanos);
        this.remarkable = new RecordBudget(REMARKABLE_PER_SECOND, nanos);
        this.longRuns = new RecordBudget(UNDER_WAY_PER_SECOND, nanos);
    }

    private WatchedRun watched(String runId, Call call) {
        WatchedRun known = underWay.get(runId);
        if (known != null) {
            return known;
        }
        WatchedRun run = new WatchedRun(call, Target.of(call));
        if (watched < MAX_UNDER_WAY) {
            watched++;
            underWay.put(runId, run);
        }
        return run;
    }

    @Override
    public void came(String runId, Call call) {
        watched(runId, call);
    }

    @Override
    public void began(String runId, Call call, Map<String, RegisteredCode> code) {
        watched(runId, call).began(code);
    }

    @Override
    public void stageEnded(String runId, Call call, Plan.Stage stage, Task task, StageOutcome outcome) {
        WatchedRun run = watched(runId, call);
        run.stageEnded(stage, task, outcome);
        boolean apart = run.target().dag() || call.getContinuationsCount() > 0;
        StageOutcome.Times times = outcome.times();
        synchronized (lock) {
            counts.stageEnded(
                    run.target(),
                    apart,
                    stage,
                    task.attempt() > 0,
                    outcome instanceof StageOutcome.Failed,
                    times.ended() - times.started());
        }
    }

    @Override
    public void waits(String runId) {
        WatchedRun run = underWay.get(runId);
        if (run != null) {
            run.waits();
        }
    }

    @Override
    public void goesOn(String runId) {
        WatchedRun run = underWay.get(runId);
        if (run != null) {
            run.goesOn();
        }
    }

    @Override
    public void ended(String runId, Call call, Reply.Builder reply) {
        WatchedRun known = underWay.remove(runId);
        if (known != null) {
            watched--;
        }
        WatchedRun run = known == null ? new WatchedRun(call, Target.of(call)) : known;
        long nanos = System.nanoTime() - run.since;
        ErrorCode code = reply.getError().getCode();
        boolean failed = code != ErrorCode.ERROR_CODE_UNSPECIFIED;
        boolean told = run.end() || ((failed || nanos > LONG_NANOS) && remarkable.take()) || ordinary.take();
        if (told) {
            ends.accept(run.ended(reply));
        }
        synchronized (lock) {
            counts.ended(run.target(), TimeUnit.NANOSECONDS.toMicros(nanos), code);
            counts.leftOut += told ? 0 : 1;
        }
    }

    /** What was counted since it was asked before, and what is under way now. Called by one thread, another one. */
    Counts take(Consumer<RunRecord> longOnes) {
        Counts taken;
        synchronized (lock) {
            taken = counts;
            counts = new Counts();
        }
        long now = System.nanoTime();
        for (WatchedRun run : underWay.values()) {
            taken.underWay(run.target(), run.isWaiting());
            if (!run.isReported() && now - run.since > LONG_NANOS && longRuns.take()) {
                run.underWay().ifPresent(longOnes);
            }
        }
        return taken;
    }

    @Override
    public void close() {
        close.run();
    }
}
