package io.cloudburst.statefun;

import io.cloudburst.engine.Effect;
import io.cloudburst.engine.Failure;
import io.cloudburst.engine.Run;
import io.cloudburst.engine.Values;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.RunMessage;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.statefun.sdk.Context;

/** A call from its arrival until its run begins: what came before, what is asked to wait, and what can't be run. */
final class CallStart {
    private final RunState state;
    private final TaskResources task;
    private final Operations operations;
    private final Answers answers;
    private final RunCourse course;
    private final Values<Value> values;

    CallStart(
            RunState state,
            TaskResources task,
            Operations operations,
            Answers answers,
            RunCourse course,
            Values<Value> values) {
        this.state = state;
        this.task = task;
        this.operations = operations;
        this.answers = answers;
        this.course = course;
        this.values = values;
    }

    void take(Context context, Received received) {
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

    /** The time has come that the call was to wait for. */
    void delayOver(Context context, Call call) {
        state.delayOver();
        begin(context, Received.of(call), false);
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
            course.end(context, state.plan().get(), cancelled);
        } else {
            task.executor().cancel(context.self().id(), cancelled);
        }
    }

    /** @param registryIsNew whether it was read up to its end for this call, so that what it does not have is nowhere */
    void begin(Context context, Received received, boolean registryIsNew) {
        Call call = received.call();
        long late = System.currentTimeMillis() - call.getDeadline();
        if (late > 0) {
            answers.fail(
                    context,
                    call,
                    ErrorCode.TIMEOUT,
                    "the call's time was over %d ms before it could begin: the job was busy or down, or the caller's clock is behind the job's"
                            .formatted(late));
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
            course.begin(context, call, resolved, accepted, first);
        }
    }

    private static boolean isPlain(Resolution.Resolved resolved) {
        return resolved.plan().stages().size() == 1
                && resolved.plan().sink().form() instanceof Dag.Once
                && !resolved.plan().sink().isSpread();
    }
}
