package io.cloudburst.statefun;

import static io.cloudburst.statefun.Spans.trace;

import io.cloudburst.engine.Effect;
import io.cloudburst.engine.Event;
import io.cloudburst.engine.Failure;
import io.cloudburst.engine.Plan;
import io.cloudburst.engine.Run;
import io.cloudburst.engine.Task;
import io.cloudburst.engine.Values;
import io.cloudburst.executor.StageOutcome;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.LargeValue;
import io.cloudburst.protocol.RunMessage;
import io.cloudburst.protocol.RunPlan;
import io.cloudburst.protocol.RunProgress;
import io.cloudburst.protocol.StageSpan;
import io.cloudburst.protocol.StageTaskId;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.registry.RegisteredCode;
import io.cloudburst.sdk.store.Frontier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.flink.statefun.sdk.Context;

/**
 * A run from its first stage to its end: asks the engine what follows from what has happened, keeps the run's progress, and does what
 * the engine says.
 */
final class RunCourse {
    private static final Task FIRST = new Task(0, 0, 0);

    private final RunState state;
    private final TaskResources task;
    private final Letters letters;
    private final Leftovers leftovers;
    private final Operations operations;
    private final Answers answers;
    private final Outputs outputs;
    private final Values<Value> values;

    RunCourse(
            RunState state,
            TaskResources task,
            Letters letters,
            Leftovers leftovers,
            Operations operations,
            Answers answers,
            Outputs outputs,
            Values<Value> values) {
        this.state = state;
        this.task = task;
        this.letters = letters;
        this.leftovers = leftovers;
        this.operations = operations;
        this.answers = answers;
        this.outputs = outputs;
        this.values = values;
    }

    /** Keeps a run that is more than one plain stage, and starts its first stages. */
    void begin(Context context, Call call, Resolution.Resolved resolved, long accepted, Run.Step<Value> first) {
        RunPlan runPlan = RunCodec.plan(resolved, call, accepted);
        state.begin(runPlan);
        apply(context, runPlan, first, Frontier.NONE, List.of(), List.of(), resolved.code());
    }

    /** The only stage of a run without state has ended: so has the run, unless the stage is to be tried again. */
    void endAlone(Context context, Arrival.RunEnded ended) {
        Plan.Stage only = ended.resolved().plan().sink();
        task.watch().stageEnded(context.self().id(), ended.call(), only, FIRST, ended.outcome());
        List<StageSpan> spans = ended.call().getTrace() ? List.of(Spans.of(only, 0, ended.outcome())) : List.of();
        if (ended.outcome() instanceof StageOutcome.Done done) {
            leftovers.ofCall(ended.call());
            outputs.succeed(
                    context, ended.call(), done.result(), done.written(), trace(ended.call(), ended.accepted(), spans));
            return;
        }
        StageOutcome.Failed failed = (StageOutcome.Failed) ended.outcome();
        keepIfGivenUp(ended.call(), failed);
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

    /** A stage has ended. */
    void stageEnded(Context context, RunPlan runPlan, Arrival.StageEnded ended) {
        advance(context, runPlan, event(ended), ended);
    }

    /** It is time to run a task again that has failed before. */
    void retry(Context context, RunPlan runPlan, Task due) {
        advance(context, runPlan, new Event.RetryDue<>(due), null);
    }

    /** @param ended what the event is about, if it is the end of a stage */
    private void advance(Context context, RunPlan runPlan, Event<Value> event, Arrival.StageEnded ended) {
        RunProgress soFar = state.progress();
        Run<Value> run = task.resolution().restore(runPlan, soFar);
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
            keepIfGivenUp(runPlan.getCall(), ended.outcome());
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

    private void keepIfGivenUp(Call call, StageOutcome outcome) {
        if (outcome instanceof StageOutcome.Failed failed && failed.givenUp()) {
            task.givenUp().add(call, failed.failure().message());
        }
    }

    private static Event<Value> event(Arrival.StageEnded ended) {
        if (ended.outcome() instanceof StageOutcome.Done done) {
            return new Event.Done<>(ended.task(), done.result());
        }
        StageOutcome.Failed failed = (StageOutcome.Failed) ended.outcome();
        return new Event.Failed<>(ended.task(), failed.failure(), failed.retryable());
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
                outputs.succeed(context, call, success.result(), written, trace(call, runPlan.getAccepted(), spans));
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
            end(context, runPlan, retry.failure(), spans);
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

    /** It comes too late for its run. */
    void discard(Arrival.StageEnded ended) {
        if (ended.outcome() instanceof StageOutcome.Done done) {
            leftovers.ofResult(done.result());
        }
    }

    /** A task is started again of which nobody knows whether it ran; not if the run goes on without it, as after a race that was won. */
    void relaunch(Context context, RunPlan runPlan, Task lost) {
        RunProgress soFar = state.progress();
        Run<Value> run = task.resolution().restore(runPlan, soFar);
        if (run.awaits(lost)) {
            operations.launch(
                    context,
                    runPlan.getCall(),
                    run.start(lost, values),
                    RunCodec.pinned(runPlan),
                    Frontier.fromProto(soFar.getWrittenList()));
        }
    }

    /** Ends a run early. */
    void end(Context context, RunPlan runPlan, Failure why) {
        end(context, runPlan, why, state.progress().getSpansList());
    }

    private void end(Context context, RunPlan runPlan, Failure why, List<StageSpan> spans) {
        RunProgress soFar = state.progress();
        operations.abandon(context, task.resolution().restore(runPlan, soFar));
        leftovers.ofRun(runPlan, soFar.getLargeList(), Optional.empty());
        state.end();
        answers.fail(context, runPlan.getCall(), why, trace(runPlan.getCall(), runPlan.getAccepted(), spans));
    }

    /** A task that runs apart has lost the letters that were sent to it. */
    void sendLettersAgain(Context context, RunPlan runPlan, StageTaskId stage) {
        Run<Value> run = task.resolution().restore(runPlan, state.progress());
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
}
