package io.cloudburst.statefun;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.cloudburst.engine.Effect;
import io.cloudburst.engine.Event;
import io.cloudburst.engine.Failure;
import io.cloudburst.engine.Plan;
import io.cloudburst.engine.Run;
import io.cloudburst.protocol.Answer;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.CallError;
import io.cloudburst.protocol.PendingOperation;
import io.cloudburst.protocol.Reply;
import io.cloudburst.protocol.RunPlan;
import io.cloudburst.protocol.RunProgress;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.registry.RegisteredCode;
import io.cloudburst.sdk.registry.RegistryCodec;
import io.cloudburst.sdk.store.Frontier;
import io.cloudburst.statefun.executor.StageOutcome;
import io.cloudburst.statefun.executor.StageTask;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.statefun.sdk.AsyncOperationResult;
import org.apache.flink.statefun.sdk.Context;
import org.apache.flink.statefun.sdk.FunctionType;
import org.apache.flink.statefun.sdk.StatefulFunction;
import org.apache.flink.statefun.sdk.annotations.Persisted;
import org.apache.flink.statefun.sdk.state.PersistedValue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run of a call, addressed by the call id: lends the engine its state, its executor and its way out. Everything that may take
 * time happens outside, as an asynchronous operation; what Flink hands back as unknown after a failure is started again.
 *
 * <p>A run of one stage, as most are, keeps no state: its call travels with its operation. A run of several keeps its plan and
 * its progress until it has answered.
 */
final class RunFunction implements StatefulFunction {
    static final FunctionType TYPE = new FunctionType("cloudburst", "run");

    private static final Logger LOG = LoggerFactory.getLogger(RunFunction.class);

    /** {@link RunPlan}; there is one exactly while a run of several stages is going on. */
    @Persisted
    private final PersistedValue<byte[]> plan = PersistedValue.of("plan", byte[].class);

    /** {@link RunProgress}; written together with the plan, and cleared with it. */
    @Persisted
    private final PersistedValue<byte[]> progress = PersistedValue.of("progress", byte[].class);

    private final TaskResources task;

    RunFunction(TaskResources task) {
        this.task = task;
    }

    /** A call, and the bytes that it came as: those are kept with what is done for it outside. */
    private record Received(Call call, ByteString bytes) {
        static Received of(byte[] bytes) {
            try {
                return new Received(Call.parseFrom(bytes), UnsafeByteOperations.unsafeWrap(bytes));
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException("the ingress let a call through that is not one", e);
            }
        }
    }

    /** What an asynchronous operation brings back. */
    private sealed interface Arrival {
        /** The registry was waited for, and is as new as it can be. */
        record RegistryRead(Received received) implements Arrival {}

        record WaitedTooLong(Call call) implements Arrival {}

        /** The only stage of its run has ended. */
        record RunEnded(Call call, StageOutcome outcome) implements Arrival {}

        record StageEnded(int stage, StageOutcome outcome) implements Arrival {}
    }

    @Override
    public void invoke(Context context, Object message) {
        if (!(message instanceof AsyncOperationResult<?, ?> result)) {
            Received received = Received.of((byte[]) message);
            guarded(context, received.call(), () -> begin(context, received, false));
        } else if (result.successful() && result.value() instanceof Arrival arrival) {
            arrive(context, arrival);
        } else {
            PendingOperation operation = pending((byte[]) result.metadata());
            callOf(operation).ifPresent(call -> guarded(context, call, () -> settle(context, operation, result)));
        }
    }

    private void arrive(Context context, Arrival arrival) {
        if (arrival instanceof Arrival.RunEnded ended) {
            answer(context, ended.call(), ended.outcome());
        } else if (arrival instanceof Arrival.StageEnded ended) {
            RunPlan runPlan = planOfState();
            // Without one, the run has ended by another stage's failure.
            if (runPlan != null) {
                guarded(context, runPlan.getCall(), () -> advance(context, runPlan, ended));
            }
        } else if (arrival instanceof Arrival.RegistryRead read) {
            guarded(context, read.received().call(), () -> begin(context, read.received(), true));
        } else if (arrival instanceof Arrival.WaitedTooLong waited) {
            fail(
                    context,
                    waited.call(),
                    ErrorCode.TIMEOUT,
                    "the registry was not read up to offset %d in time; is Kafka reachable from the job?"
                            .formatted(waited.call().getRegistryOffset()));
        }
    }

    /** After a failure: whether the operation was done nobody knows, so it is done again. */
    private void settle(Context context, PendingOperation operation, AsyncOperationResult<?, ?> result) {
        if (result.failure()) {
            throw new IllegalStateException("an operation failed: " + result.throwable(), result.throwable());
        }
        if (operation.hasCall()) {
            begin(context, Received.of(operation.getCall().toByteArray()), false);
            return;
        }
        RunPlan runPlan = planOfState();
        Run<Value> run = restore(runPlan, RunCodec.decodeProgress(progress.get()));
        launchStage(
                context,
                runPlan.getCall(),
                run.start(run.plan().stages().get(operation.getStage())),
                RunCodec.pinned(runPlan));
    }

    /** What throws restarts the job and comes again, for ever: a mistake of ours must cost one call, not all of them. */
    private void guarded(Context context, Call call, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.error("call {} failed inside the job", call.getId(), e);
            clear();
            fail(context, call, ErrorCode.EXECUTION_ERROR, "the job failed on this call: " + e);
        }
    }

    private void begin(Context context, Received received, boolean registryIsNew) {
        Call call = received.call();
        if (call.getDeadline() < System.currentTimeMillis()) {
            fail(
                    context,
                    call,
                    ErrorCode.TIMEOUT,
                    "the call's time was over before it could begin; the job was busy or down");
            return;
        }
        if (task.registry().offset() < call.getRegistryOffset()) {
            awaitRegistry(context, received, task.registry().await(call.getRegistryOffset()));
            return;
        }
        Resolution.Result result = task.resolution().resolve(call);
        if (result instanceof Resolution.Resolved resolved) {
            start(context, received, resolved);
        } else if (registryIsNew) {
            fail(context, call, ((Resolution.Missing) result).failure());
        } else {
            awaitRegistry(context, received, task.registry().catchUp());
        }
    }

    private void awaitRegistry(Context context, Received received, CompletableFuture<Void> read) {
        long left = Math.max(1, received.call().getDeadline() - System.currentTimeMillis());
        register(
                context,
                PendingOperation.newBuilder().setCall(received.bytes()),
                read.<Arrival>thenApply(done -> new Arrival.RegistryRead(received))
                        .completeOnTimeout(new Arrival.WaitedTooLong(received.call()), left, TimeUnit.MILLISECONDS));
    }

    private void start(Context context, Received received, Resolution.Resolved resolved) {
        Call call = received.call();
        Map<String, List<Value>> arguments = RunCodec.arguments(call);
        Optional<Failure> refusal = resolved.admission().check(arguments);
        if (refusal.isPresent()) {
            fail(context, call, refusal.get());
            return;
        }
        Run.Step<Value> first = Run.begin(resolved.plan(), arguments);
        if (resolved.plan().stages().size() == 1) {
            launchRun(
                    context,
                    received,
                    (Effect.StartStage<Value>) first.effects().get(0),
                    resolved.code());
            return;
        }
        if (plan.get() != null) {
            // The same call again, while it runs.
            return;
        }
        plan.set(RunCodec.encodePlan(resolved, call));
        apply(context, call, first, Frontier.NONE, resolved.code());
    }

    private void advance(Context context, RunPlan runPlan, Arrival.StageEnded ended) {
        RunProgress soFar = RunCodec.decodeProgress(progress.get());
        Frontier written = Frontier.fromProto(soFar.getWrittenList());
        if (ended.outcome() instanceof StageOutcome.Done done) {
            written = written.join(done.written());
        }
        Run.Step<Value> step = restore(runPlan, soFar).on(event(ended));
        apply(context, runPlan.getCall(), step, written, RunCodec.pinned(runPlan));
    }

    private static Event<Value> event(Arrival.StageEnded ended) {
        return ended.outcome() instanceof StageOutcome.Done done
                ? new Event.StageDone<>(ended.stage(), done.result())
                : new Event.StageFailed<>(ended.stage(), ((StageOutcome.Failed) ended.outcome()).failure());
    }

    private Run<Value> restore(RunPlan runPlan, RunProgress soFar) {
        Plan compiled = task.resolution().planOf(RegistryCodec.decode(runPlan.getDag()));
        return RunCodec.run(compiled, runPlan.getCall(), soFar);
    }

    private void apply(
            Context context, Call call, Run.Step<Value> step, Frontier written, Map<String, RegisteredCode> code) {
        step.next().ifPresentOrElse(run -> progress.set(RunCodec.encodeProgress(run, written)), this::clear);
        for (Effect<Value> effect : step.effects()) {
            if (effect instanceof Effect.StartStage<Value> start) {
                launchStage(context, call, start, code);
            } else if (effect instanceof Effect.Succeed<Value> success) {
                succeed(context, call, success.result(), written);
            } else if (effect instanceof Effect.Fail<Value> failure) {
                fail(context, call, failure.failure());
            }
        }
    }

    private void launchRun(
            Context context, Received received, Effect.StartStage<Value> start, Map<String, RegisteredCode> code) {
        register(
                context,
                PendingOperation.newBuilder().setCall(received.bytes()),
                execute(received.call(), start, code)
                        .thenApply(outcome -> new Arrival.RunEnded(received.call(), outcome)));
    }

    private void launchStage(
            Context context, Call call, Effect.StartStage<Value> start, Map<String, RegisteredCode> code) {
        int stage = start.stage().index();
        register(
                context,
                PendingOperation.newBuilder().setStage(stage),
                execute(call, start, code).thenApply(outcome -> new Arrival.StageEnded(stage, outcome)));
    }

    private CompletableFuture<StageOutcome> execute(
            Call call, Effect.StartStage<Value> start, Map<String, RegisteredCode> code) {
        List<RegisteredCode> chain = start.stage().chain().stream()
                .map(node -> code.get(node.function()))
                .toList();
        return task.executor()
                .run(new StageTask(
                        call.getId(),
                        call.getDeadline(),
                        Frontier.fromProto(call.getSeenList()),
                        start.stage(),
                        chain,
                        start.arguments()));
    }

    private static void register(
            Context context, PendingOperation.Builder operation, CompletableFuture<? extends Arrival> arrival) {
        context.registerAsyncOperation(operation.build().toByteArray(), arrival);
    }

    private static void answer(Context context, Call call, StageOutcome outcome) {
        if (outcome instanceof StageOutcome.Done done) {
            succeed(context, call, done.result(), done.written());
        } else if (outcome instanceof StageOutcome.Failed failed) {
            fail(context, call, failed.failure());
        }
    }

    private static void succeed(Context context, Call call, Value result, Frontier written) {
        answer(context, call, Reply.newBuilder().setResult(result).addAllWritten(written.toProto()));
    }

    private static void fail(Context context, Call call, ErrorCode code, String message) {
        fail(context, call, Failure.of(code, message));
    }

    private static void fail(Context context, Call call, Failure failure) {
        answer(
                context,
                call,
                Reply.newBuilder()
                        .setError(CallError.newBuilder()
                                .setCode(io.cloudburst.protocol.ErrorCode.valueOf(
                                        failure.code().name()))
                                .setMessage(failure.message())
                                .setStackTrace(failure.stackTrace())));
    }

    private static void answer(Context context, Call call, Reply.Builder reply) {
        context.send(
                CloudburstJob.ANSWERS,
                Answer.newBuilder()
                        .setReply(reply.setId(call.getId()))
                        .setPartition(call.getReplyPartition())
                        .setJson(call.getJson())
                        .build());
    }

    /** Nothing is kept of a run that has ended. */
    private void clear() {
        plan.clear();
        progress.clear();
    }

    /** Null if no run of several stages is going on. */
    private RunPlan planOfState() {
        byte[] bytes = plan.get();
        return bytes == null ? null : RunCodec.decodePlan(bytes);
    }

    /** Empty if the operation was part of a run that has ended. */
    private Optional<Call> callOf(PendingOperation operation) {
        return operation.hasCall()
                ? Optional.of(Received.of(operation.getCall().toByteArray()).call())
                : Optional.ofNullable(planOfState()).map(RunPlan::getCall);
    }

    private static PendingOperation pending(byte[] metadata) {
        try {
            return PendingOperation.parseFrom(metadata);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the metadata of an operation is garbage", e);
        }
    }
}
