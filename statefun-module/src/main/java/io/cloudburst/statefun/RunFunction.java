package io.cloudburst.statefun;

import static io.cloudburst.statefun.Spans.trace;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudburst.engine.Effect;
import io.cloudburst.engine.Event;
import io.cloudburst.engine.Failure;
import io.cloudburst.engine.Plan;
import io.cloudburst.engine.Run;
import io.cloudburst.engine.Task;
import io.cloudburst.engine.Values;
import io.cloudburst.engine.WireValues;
import io.cloudburst.executor.StageOutcome;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.LargeValue;
import io.cloudburst.protocol.OutputOrder;
import io.cloudburst.protocol.PendingOperation;
import io.cloudburst.protocol.RunMessage;
import io.cloudburst.protocol.RunPlan;
import io.cloudburst.protocol.RunProgress;
import io.cloudburst.protocol.StageReport;
import io.cloudburst.protocol.StageSpan;
import io.cloudburst.protocol.StageTaskId;
import io.cloudburst.protocol.Topic;
import io.cloudburst.protocol.Trace;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.registry.DagCodec;
import io.cloudburst.sdk.registry.RegisteredCode;
import io.cloudburst.sdk.store.Frontier;
import io.cloudburst.sdk.value.Large;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.apache.flink.statefun.sdk.AsyncOperationResult;
import org.apache.flink.statefun.sdk.Context;
import org.apache.flink.statefun.sdk.FunctionType;
import org.apache.flink.statefun.sdk.StatefulFunction;
import org.apache.flink.statefun.sdk.annotations.Persisted;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run of a call, addressed by its {@link RunIds run id}: lends the engine its state, its timers, its executor and its way out.
 * Everything that may take time happens outside, as an asynchronous operation; what Flink hands back as unknown after a failure is
 * started again.
 *
 * <p>A run of one plain stage, as most are, keeps no state: its call travels with its operation. Others keep their plan and their
 * progress until they have answered.
 */
final class RunFunction implements StatefulFunction {
    static final FunctionType TYPE = new FunctionType("cloudburst", "run");

    /** Of a result that a caller gets as JSON: text may be shorter than what it says, but by no more than this. */
    private static final long MAX_FETCHED_BYTES = 2L * Topic.MAX_RECORD_BYTES;

    private static final Task FIRST = new Task(0, 0, 0);
    private static final Logger LOG = LoggerFactory.getLogger(RunFunction.class);

    @Persisted
    private final RunState state = new RunState();

    @Persisted
    private final LetterState letterState = new LetterState();

    private final Leftovers leftovers;
    private final Values<Value> values = new WireValues();
    private final TaskResources task;
    private final Letters letters;
    private final Answers answers;
    private final Operations operations;

    RunFunction(TaskResources task) {
        this.task = task;
        this.leftovers = new Leftovers(task.executor().large());
        this.letters = new Letters(
                letterState,
                new Whereabouts(state, plan -> restore(plan, state.progress()), values),
                task.executor(),
                task.ended(),
                Clock.systemUTC());
        this.answers = new Answers(state, leftovers, letters, task.watch());
        this.operations = new Operations(task, letters);
    }

    @Override
    public void invoke(Context context, Object message) {
        if (!(message instanceof AsyncOperationResult<?, ?> result)) {
            receive(context, parse((byte[]) message));
        } else if (result.successful() && result.value() instanceof Arrival arrival) {
            arrive(context, arrival);
        } else {
            PendingOperation operation = Operations.pending((byte[]) result.metadata());
            callOf(operation).ifPresent(call -> guarded(context, call, () -> settle(context, operation, result)));
        }
    }

    private void receive(Context context, RunMessage message) {
        switch (message.getMessageCase()) {
            case CALL -> {
                Received received = Received.of(message.getCall());
                guarded(context, received.call(), () -> take(context, received));
            }
            case REPORT -> {
                StageReport report = message.getReport();
                arrive(
                        context,
                        new Arrival.StageEnded(
                                RunCodec.decode(report.getTask()),
                                StageFunction.outcome(report),
                                report.getLettersTakenMap()));
            }
            case RETRY_DUE ->
                inRun(
                        context,
                        runPlan -> advance(
                                context, runPlan, new Event.RetryDue<>(RunCodec.decode(message.getRetryDue())), null));
            case DELAY_OVER ->
                state.delayed().ifPresent(call -> {
                    state.delayOver();
                    guarded(context, call, () -> begin(context, Received.of(call), false));
                });
            case FORGET -> answers.forget();
            case LETTER -> letters.receive(context, LetterCodec.decode(message.getLetter(), 0));
            case LETTER_OUTCOME -> task.messenger().settle(message.getLetterOutcome());
            case LETTER_DELIVERY -> letters.delivered(context, message.getLetterDelivery());
            case LETTERS_WANTED ->
                inRun(context, runPlan -> sendLettersAgain(context, runPlan, message.getLettersWanted()));
            case LETTERS_DUE -> letters.due(context, message.getLettersDue());
            case LETTERS_FORGOTTEN -> letters.forget(message.getLettersForgotten());
            case MESSAGE_NOT_SET ->
                LOG.error("a message to run {} says nothing", context.self().id());
        }
    }

    private void arrive(Context context, Arrival arrival) {
        if (arrival instanceof Arrival.RunEnded ended) {
            letters.taken(ended.lettersTaken());
            guarded(context, ended.call(), () -> end(context, ended));
        } else if (arrival instanceof Arrival.StageEnded ended) {
            letters.taken(ended.lettersTaken());
            if (state.plan().isEmpty()) {
                discard(ended);
                return;
            }
            inRun(context, runPlan -> advance(context, runPlan, event(ended), ended));
        } else if (arrival instanceof Arrival.RegistryRead read) {
            guarded(context, read.received().call(), () -> begin(context, read.received(), true));
        } else if (arrival instanceof Arrival.OutputStored stored) {
            output(context, stored);
        } else if (arrival instanceof Arrival.WaitedTooLong waited) {
            answers.fail(
                    context,
                    waited.call(),
                    ErrorCode.TIMEOUT,
                    "the registry was not read up to offset %d in time; is Kafka reachable from the job?"
                            .formatted(waited.call().getRegistryOffset()));
        }
    }

    /** It comes too late for its run. */
    private void discard(Arrival.StageEnded ended) {
        if (ended.outcome() instanceof StageOutcome.Done done) {
            leftovers.ofResult(done.result());
        }
    }

    /** Without a plan the run has ended, by another stage's failure for instance. */
    private void inRun(Context context, Consumer<RunPlan> step) {
        state.plan().ifPresent(runPlan -> guarded(context, runPlan.getCall(), () -> step.accept(runPlan)));
    }

    /** After a failure: whether the operation was done nobody knows, so it is done again. */
    private void settle(Context context, PendingOperation operation, AsyncOperationResult<?, ?> result) {
        if (result.failure()) {
            throw new IllegalStateException("an operation failed: " + result.throwable(), result.throwable());
        }
        switch (operation.getOperationCase()) {
            case CALL -> begin(context, Received.of(operation.getCall()), false);
            case OUTPUT -> operations.storeOutput(context, operation.getOutput());
            case STAGE -> {
                RunPlan runPlan = state.plan().orElseThrow();
                Run<Value> run = restore(runPlan, state.progress());
                Task lost = RunCodec.decode(operation.getStage());
                // Not if the run goes on without it: a race that was won meanwhile.
                if (run.awaits(lost)) {
                    operations.launch(
                            context,
                            runPlan.getCall(),
                            run.start(lost, values),
                            RunCodec.pinned(runPlan),
                            Frontier.fromProto(state.progress().getWrittenList()));
                }
            }
            case ORDER, OPERATION_NOT_SET -> throw new IllegalStateException("no operation of a run: " + operation);
        }
    }

    /** What throws restarts the job and comes again, for ever: a mistake of ours must cost one call, not all of them. */
    private void guarded(Context context, Call call, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.error("call {} failed inside the job", call.getId(), e);
            state.end();
            answers.fail(context, call, ErrorCode.EXECUTION_ERROR, "the job failed on this call: " + e);
        }
    }

    // A call comes

    private void take(Context context, Received received) {
        Call call = received.call();
        if (call.getCancel()) {
            cancel(context);
            return;
        }
        if (!answers.isFirst(context, call)) {
            return;
        }
        task.watch().came(context.self().id(), call);
        long wait = call.getNotBefore() - System.currentTimeMillis();
        if (wait > 0) {
            if (state.delayed().isEmpty()) {
                state.delay(call);
                task.watch().waits(context.self().id());
                context.sendAfter(
                        Duration.ofMillis(wait),
                        context.self(),
                        RunMessage.newBuilder().setDelayOver(true).build().toByteArray(),
                        delayToken(context));
            }
            return;
        }
        begin(context, received, false);
    }

    private static String delayToken(Context context) {
        return "delay/" + context.self().id();
    }

    private void cancel(Context context) {
        Failure cancelled = Failure.of(ErrorCode.CANCELLED, "the call was cancelled");
        if (state.delayed().isPresent()) {
            Call call = state.delayed().get();
            state.delayOver();
            // Or it would be kept, in memory and in every checkpoint, until its time has come.
            context.cancelDelayedMessage(delayToken(context));
            answers.fail(context, call, cancelled, Optional.empty());
        } else if (state.plan().isPresent()) {
            RunPlan runPlan = state.plan().get();
            operations.abandon(context, restore(runPlan, state.progress()));
            List<StageSpan> spans = state.progress().getSpansList();
            leftovers.ofRun(runPlan, state.progress().getLargeList(), Optional.empty());
            state.end();
            answers.fail(context, runPlan.getCall(), cancelled, trace(runPlan.getCall(), runPlan.getAccepted(), spans));
        } else {
            task.executor().cancel(context.self().id(), cancelled);
        }
    }

    private void begin(Context context, Received received, boolean registryIsNew) {
        Call call = received.call();
        if (call.getDeadline() < System.currentTimeMillis()) {
            answers.fail(
                    context,
                    call,
                    ErrorCode.TIMEOUT,
                    "the call's time was over before it could begin; the job was busy or down");
            return;
        }
        if (task.registry().offset() < call.getRegistryOffset()) {
            operations.awaitRegistry(context, received, task.registry().await(call.getRegistryOffset()));
            return;
        }
        Resolution.Result result = task.resolution().resolve(call);
        if (result instanceof Resolution.Resolved resolved) {
            start(context, received, resolved);
        } else if (registryIsNew) {
            answers.fail(context, call, ((Resolution.Missing) result).failure(), Optional.empty());
        } else {
            operations.awaitRegistry(context, received, task.registry().catchUp());
        }
    }

    private void start(Context context, Received came, Resolution.Resolved resolved) {
        Received received = RunSpans.begin(came);
        Call call = received.call();
        Map<String, List<Value>> arguments = RunCodec.arguments(call);
        Optional<Failure> refusal = resolved.admission().check(arguments);
        if (refusal.isPresent()) {
            answers.fail(context, call, refusal.get(), Optional.empty());
            return;
        }
        long accepted = call.getTrace() ? System.currentTimeMillis() * 1000 : 0;
        task.watch().began(context.self().id(), call, resolved.code());
        Run.Step<Value> first = Run.begin(resolved.plan(), arguments, values);
        if (isPlain(resolved)) {
            Effect.Start<Value> only = (Effect.Start<Value>) first.effects().get(0);
            operations.runAlone(context, received, accepted, resolved, only);
        } else if (state.plan().isEmpty()) {
            begin(context, call, resolved, accepted, first);
        }
    }

    private static boolean isPlain(Resolution.Resolved resolved) {
        return resolved.plan().stages().size() == 1
                && resolved.plan().sink().form() instanceof Dag.Once
                && !resolved.plan().sink().isSpread();
    }

    private void begin(Context context, Call call, Resolution.Resolved resolved, long accepted, Run.Step<Value> first) {
        RunPlan runPlan = RunCodec.plan(resolved, call, accepted);
        state.begin(runPlan);
        apply(context, runPlan, first, Frontier.NONE, List.of(), List.of(), resolved.code());
    }

    // A run goes on

    private void end(Context context, Arrival.RunEnded ended) {
        Plan.Stage only = ended.resolved().plan().sink();
        task.watch().stageEnded(context.self().id(), ended.call(), only, FIRST, ended.outcome());
        List<StageSpan> spans = ended.call().getTrace() ? List.of(Spans.of(only, 0, ended.outcome())) : List.of();
        if (ended.outcome() instanceof StageOutcome.Done done) {
            leftovers.ofCall(ended.call());
            succeed(context, ended.call(), done.result(), done.written(), trace(ended.call(), ended.accepted(), spans));
            return;
        }
        StageOutcome.Failed failed = (StageOutcome.Failed) ended.outcome();
        if (!failed.retryable()) {
            leftovers.ofCall(ended.call());
            answers.fail(context, ended.call(), failed.failure(), trace(ended.call(), ended.accepted(), spans));
            return;
        }
        // From here on it needs state.
        RunPlan runPlan = RunCodec.plan(ended.resolved(), ended.call(), ended.accepted());
        Run<Value> begun = Run.begin(ended.resolved().plan(), RunCodec.arguments(ended.call()), values)
                .next()
                .orElseThrow();
        state.begin(runPlan);
        apply(
                context,
                runPlan,
                begun.on(new Event.Failed<>(FIRST, failed.failure(), true), values),
                Frontier.NONE,
                spans,
                List.of(),
                ended.resolved().code());
    }

    private void sendLettersAgain(Context context, RunPlan runPlan, StageTaskId stage) {
        Run<Value> run = restore(runPlan, state.progress());
        Task asking = RunCodec.decode(stage);
        if (run.awaits(asking)) {
            Effect.Start<Value> start = run.start(asking, values);
            letters.sendAgain(
                    context,
                    StageFunction.id(context.self().id(), asking),
                    Operations.place(context, runPlan.getCall(), start),
                    start.stage().chain());
        }
    }

    /** @param ended what the event is about, if it is the end of a stage */
    private void advance(Context context, RunPlan runPlan, Event<Value> event, Arrival.StageEnded ended) {
        RunProgress soFar = state.progress();
        Run<Value> run = restore(runPlan, soFar);
        if (!run.awaits(event.task())) {
            if (ended != null) {
                discard(ended);
            }
            return;
        }
        Frontier written = Frontier.fromProto(soFar.getWrittenList());
        List<StageSpan> spans = soFar.getSpansList();
        List<LargeValue> large = soFar.getLargeList();
        if (ended != null) {
            if (ended.outcome() instanceof StageOutcome.Done done) {
                written = written.join(done.written());
                large = Leftovers.with(large, done.result());
            }
            Plan.Stage stage = run.plan().stages().get(event.task().stage());
            task.watch().stageEnded(context.self().id(), runPlan.getCall(), stage, event.task(), ended.outcome());
            if (runPlan.getCall().getTrace()) {
                spans = new ArrayList<>(spans);
                spans.add(Spans.of(stage, event.task().part(), ended.outcome()));
            }
        }
        Run.Step<Value> step = run.on(event, values);
        if (step.next().isEmpty()) {
            operations.abandon(context, run);
        }
        apply(context, runPlan, step, written, spans, large, RunCodec.pinned(runPlan));
    }

    private static Event<Value> event(Arrival.StageEnded ended) {
        if (ended.outcome() instanceof StageOutcome.Done done) {
            return new Event.Done<>(ended.task(), done.result());
        }
        StageOutcome.Failed failed = (StageOutcome.Failed) ended.outcome();
        return new Event.Failed<>(ended.task(), failed.failure(), failed.retryable());
    }

    private Run<Value> restore(RunPlan runPlan, RunProgress soFar) {
        return RunCodec.run(
                task.resolution().planOf(DagCodec.decode(runPlan.getDag()), RunCodec.pinned(runPlan)), runPlan, soFar);
    }

    private void apply(
            Context context,
            RunPlan runPlan,
            Run.Step<Value> step,
            Frontier written,
            List<StageSpan> spans,
            List<LargeValue> large,
            Map<String, RegisteredCode> code) {
        Call call = runPlan.getCall();
        step.next().ifPresentOrElse(run -> state.advance(RunCodec.progress(run, written, spans, large)), state::end);
        for (Effect<Value> effect : step.effects()) {
            if (effect instanceof Effect.Start<Value> start) {
                task.watch().goesOn(context.self().id());
                operations.launch(context, call, start, code, written);
            } else if (effect instanceof Effect.Retry<Value> retry) {
                retryLater(context, runPlan, retry, spans);
            } else if (effect instanceof Effect.Succeed<Value> success) {
                leftovers.ofRun(runPlan, large, Optional.of(success.result()));
                succeed(context, call, success.result(), written, trace(call, runPlan.getAccepted(), spans));
            } else if (effect instanceof Effect.Fail<Value> failure) {
                leftovers.ofRun(runPlan, large, Optional.empty());
                answers.fail(context, call, failure.failure(), trace(call, runPlan.getAccepted(), spans));
            }
        }
    }

    private void retryLater(Context context, RunPlan runPlan, Effect.Retry<Value> retry, List<StageSpan> spans) {
        Call call = runPlan.getCall();
        Duration backoff = retry.policy().backoff(retry.task().attempt(), ThreadLocalRandom.current());
        if (System.currentTimeMillis() + backoff.toMillis() >= call.getDeadline()) {
            operations.abandon(context, restore(runPlan, state.progress()));
            leftovers.ofRun(runPlan, state.progress().getLargeList(), Optional.empty());
            state.end();
            answers.fail(context, call, retry.failure(), trace(call, runPlan.getAccepted(), spans));
            return;
        }
        task.watch().waits(context.self().id());
        context.sendAfter(
                backoff,
                context.self(),
                RunMessage.newBuilder()
                        .setRetryDue(RunCodec.encode(retry.task()))
                        .build()
                        .toByteArray());
    }

    // A run ends

    private void succeed(Context context, Call call, Value result, Frontier written, Optional<Trace> trace) {
        boolean fetched = call.getJson() && Large.isIn(result) && Large.bytes(result) <= MAX_FETCHED_BYTES;
        if (call.getOutputKey().isEmpty() && !fetched) {
            answers.succeed(context, call, result, written, trace);
            return;
        }
        OutputOrder.Builder order = OutputOrder.newBuilder()
                .setCall(call.toBuilder().clearArguments().clearContinuations())
                .setResult(result)
                .addAllWritten(written.toProto());
        trace.ifPresent(order::setTrace);
        operations.storeOutput(context, order.build());
    }

    private void output(Context context, Arrival.OutputStored stored) {
        OutputOrder order = stored.order();
        Optional<Trace> trace = order.hasTrace() ? Optional.of(order.getTrace()) : Optional.empty();
        if (stored.failure().isPresent() || !Large.isIn(stored.result())) {
            leftovers.ofResult(order.getResult());
        }
        if (stored.failure().isPresent()) {
            answers.fail(context, order.getCall(), stored.failure().get(), trace);
        } else {
            answers.succeed(
                    context,
                    order.getCall(),
                    stored.result(),
                    Frontier.fromProto(order.getWrittenList()).join(stored.written()),
                    trace);
        }
    }

    /** Empty if the operation was part of a run that has ended. */
    private Optional<Call> callOf(PendingOperation operation) {
        return switch (operation.getOperationCase()) {
            case CALL -> Optional.of(Received.of(operation.getCall()).call());
            case OUTPUT -> Optional.of(operation.getOutput().getCall());
            default -> state.plan().map(RunPlan::getCall);
        };
    }

    private static RunMessage parse(byte[] message) {
        try {
            return RunMessage.parseFrom(message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a message to a run is garbage", e);
        }
    }
}
