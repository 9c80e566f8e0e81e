package io.cloudburst.executor;

import io.cloudburst.engine.Failure;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.deadline.Await;
import io.cloudburst.sdk.deadline.DeadlineSweeper;
import io.cloudburst.sdk.deadline.Monotonic;
import io.cloudburst.sdk.log.LoggedCall;
import io.cloudburst.sdk.registry.RegisteredCode;
import io.cloudburst.sdk.store.Frontier;
import io.cloudburst.sdk.value.ValueLists;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.ObjIntConsumer;

/**
 * A stage from the moment that it waits for a thread until it has ended. Runs its functions one after the other; always
 * completes its outcome, never exceptionally, at the latest at the call's deadline.
 */
final class RunningStage implements Runnable, DeadlineSweeper.Expirable {
    private final StageTask task;
    private final Functions functions;
    private final Session session;
    private final StageValues values;
    private final StageArguments arguments;
    private final CodeThread thread;
    private final StageSpan span;
    private final CompletableFuture<StageOutcome> outcome = new CompletableFuture<>();
    /** Puts it aside until what a node's references wait for is there, and then runs it again. */
    private final ObjIntConsumer<RunningStage> whenThere;

    private final long queued = now();
    /** When user code, or what it needs, began to run; 0 before. Guarded by this. */
    private long started;

    /** The call's, of {@link Monotonic}. */
    private final long deadline;

    /** The key that is waited for; empty: none. */
    private volatile String waitsFor = "";

    /** The node that is next, and what the one before it has returned: a stage that was put aside goes on there. */
    private int next;

    private Object previous;
    /** The last node whose awaited objects have been waited for. */
    private int awaitedNode;

    RunningStage(StageTask task, StageResources resources, ObjIntConsumer<RunningStage> whenThere) {
        this.task = task;
        this.deadline = Monotonic.of(task.deadline());
        this.whenThere = whenThere;
        this.functions = resources.functions();
        this.session = new Session(resources.store(), Optional.of(task.work()), task.seen(), deadline);
        this.values = new StageValues(resources.large(), resources.objects(), deadline);
        this.arguments = new StageArguments(task, session, values, resources.writers(), resources.messenger());
        this.thread = new CodeThread(resources, code().name(), () -> "call " + callId(), List.of(this), () -> {});
        this.span = StageSpan.begin(task);
        outcome.whenComplete((ended, never) -> span.ended(ended));
    }

    StageSpan span() {
        return span;
    }

    CompletableFuture<StageOutcome> outcome() {
        return outcome;
    }

    @Override
    public long deadline() {
        return deadline;
    }

    String runId() {
        return task.runId();
    }

    /** What all attempts of it have in common. */
    String work() {
        return task.work();
    }

    String callId() {
        return task.callId();
    }

    /** What its caller has written. */
    Frontier seen() {
        return task.seen();
    }

    /** Of its first function. */
    RegisteredCode code() {
        return task.code().get(0);
    }

    StageMail.Delivery deliver(Letter letter) {
        return task.mail().deliver(letter);
    }

    void closeMail() {
        task.mail().close();
    }

    @Override
    public void run() {
        if (begin()) {
            LoggedCall.run(callId(), () -> span.run(this::runFunctions));
        }
    }

    private void runFunctions() {
        Optional<Value> result = Optional.empty();
        Failure failure = null;
        boolean retryable = false;
        try {
            result = task.isEach() ? Optional.of(runEach()) : runChain();
        } catch (FunctionThrewException e) {
            failure = Failure.of(e.failure());
            retryable = e.isRetryable(code());
        } catch (CloudburstException e) {
            failure = Failure.of(e);
        } catch (Throwable e) {
            // Nothing of ours should throw anything else, and if it does, the caller must still get an answer.
            failure = Failure.of(
                    ErrorCode.EXECUTION_ERROR,
                    "the executor failed at %s: %s".formatted(describe(), UserCode.describe(e)));
        } finally {
            thread.end();
        }
        if (failure != null) {
            fail(failure, retryable);
        } else if (result.isPresent()) {
            succeed(result.get());
        } else {
            whenThere.accept(this, next);
        }
    }

    /** Whether its first function is called with each element of a list. */
    boolean isEach() {
        return task.isEach();
    }

    StageArguments arguments() {
        return arguments;
    }

    private boolean begin() {
        thread.begin();
        if (outcome.isDone()) {
            thread.end();
            return false;
        }
        start();
        return true;
    }

    /** From now on it runs: here, or in a batch. */
    synchronized void start() {
        if (started == 0) {
            started = now();
            span.started();
        }
    }

    /** For whoever asks why it takes so long. */
    void waitsFor(String key) {
        waitsFor = key;
    }

    @Override
    public void expire() {
        String key = waitsFor;
        if (!key.isEmpty()) {
            end(Failure.of(
                    ErrorCode.TIMEOUT,
                    "the call's time was over while %s waited for key '%s', which nobody has put"
                            .formatted(describe(), key)));
            return;
        }
        boolean hasStarted;
        synchronized (this) {
            hasStarted = started != 0;
        }
        end(Failure.of(
                ErrorCode.TIMEOUT,
                hasStarted
                        ? "the call's time was over while %s ran".formatted(describe())
                        : "the call's time was over before %s could run; too many calls run or wait"
                                .formatted(describe())));
    }

    /** Ends it from outside, and interrupts what runs. */
    void end(Failure why) {
        // First, so that what the interrupted function throws is not taken for its end.
        fail(why, false);
        thread.interrupt();
    }

    /** As it has ended elsewhere. */
    void end(StageOutcome ended) {
        if (!outcome.complete(ended) && ended instanceof StageOutcome.Done done) {
            values.discard(done.result());
        }
    }

    /** @param written acknowledged */
    private void done(Value result, Frontier written) {
        if (!outcome.complete(new StageOutcome.Done(result, written, times()))) {
            values.discard(result);
        }
    }

    /** With what a batch has for it, of whatever size. */
    void done(LoadedFunction function, Value result, Frontier written) {
        values.sent(function.name(), result, task.isEach()).whenComplete((sent, failure) -> {
            if (failure == null) {
                done(sent, written);
            } else {
                fail(Failure.of(Await.failure(failure, "the storing of a result")), false);
            }
        });
    }

    void fail(Failure failure, boolean retryable) {
        outcome.complete(new StageOutcome.Failed(failure, retryable, times()));
    }

    /** It will not be run again, by anybody. */
    void giveUp(Failure why) {
        outcome.complete(new StageOutcome.Failed(why, false, true, times()));
    }

    private synchronized StageOutcome.Times times() {
        long ended = now();
        return new StageOutcome.Times(queued, started == 0 ? ended : started, ended);
    }

    private static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /** Its functions, for people. */
    String describe() {
        return "function '" + task.chain().get(0).target() + "'"
                + (task.chain().size() > 1 ? " and those after it" : "");
    }

    /** Once the store's log has what the stage has written. */
    private void succeed(Value result) {
        session.acknowledged().whenComplete((written, failure) -> {
            if (failure == null) {
                done(result, written);
            } else {
                fail(notAcknowledged(describe(), failure), false);
            }
        });
    }

    static Failure notAcknowledged(String what, Throwable failure) {
        return Failure.of(
                ErrorCode.UNAVAILABLE, "a write of %s was not acknowledged: %s".formatted(what, failure.getMessage()));
    }

    /** One after the other: side by side run the parts of the list. */
    private Value runEach() {
        List<Value> results = new ArrayList<>();
        try (Functions.Lease lease = functions.acquire(task.code().get(0))) {
            for (Object[] row : arguments.rows(lease.function(), StageArguments.References.READ_ALONE)) {
                checkWanted();
                session.enter(results.size());
                results.add(UserCode.encode(lease.function(), call(lease.function(), row, results.size())));
            }
            return values.outgoing(lease.function(), ValueLists.of(results), true);
        }
    }

    /** A function that swallowed the interrupt is not followed by another. */
    private void checkWanted() {
        if (outcome.isDone()) {
            throw new CloudburstException(ErrorCode.CANCELLED, "the stage has ended");
        }
    }

    /** Empty: the next node's references wait for something. */
    private Optional<Value> runChain() {
        for (; ; next++) {
            int node = next;
            boolean last = node == task.chain().size() - 1;
            if (node > awaitedNode && !arguments.awaited(node).isEmpty()) {
                awaitedNode = node;
                return Optional.empty();
            }
            try (Functions.Lease lease = functions.acquire(task.code().get(node))) {
                LoadedFunction function = lease.function();
                checkWanted();
                thread.calls(function.name());
                session.enter(node);
                previous = call(
                        function, arguments.of(function, node, previous, StageArguments.References.READ_ALONE), node);
                if (last) {
                    return Optional.of(values.outgoing(function, UserCode.encode(function, previous), false));
                }
            }
        }
    }

    /** @param position of the function in the stage */
    private Object call(LoadedFunction function, Object[] row, int position) {
        try {
            return UserCode.call(function, row);
        } finally {
            task.mail().ended(position);
        }
    }
}
