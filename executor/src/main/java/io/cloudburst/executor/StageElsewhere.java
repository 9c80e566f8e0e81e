package io.cloudburst.executor;

import io.cloudburst.engine.Failure;
import io.cloudburst.protocol.Reference;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.deadline.Await;
import io.cloudburst.sdk.deadline.Monotonic;
import io.cloudburst.sdk.value.Large;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A stage that runs elsewhere: it takes a thread here only where what it is given must be fetched for those who cannot fetch it. */
final class StageElsewhere {
    private final RunningStage stage;
    private final StageTask task;
    private final StageResources resources;
    private final StageValues values;

    StageElsewhere(RunningStage stage, StageTask task, StageResources resources) {
        this.stage = stage;
        this.task = task;
        this.resources = resources;
        this.values = new StageValues(resources.large(), resources.objects(), Monotonic.of(task.deadline()));
    }

    /** @param threads for what has to wait */
    void begin(RemoteStages remote, Consumer<Runnable> threads) {
        if (!isServed() || isWhole()) {
            send(remote, task);
        } else {
            threads.accept(() -> sendWhole(remote));
        }
    }

    private boolean isServed() {
        return stage.code().options().isServed();
    }

    private boolean isWhole() {
        return task.arguments().get(0).stream().noneMatch(argument -> argument.hasReference() || Large.isIn(argument));
    }

    private void sendWhole(RemoteStages remote) {
        List<Value> whole;
        try {
            whole = wholeArguments();
        } catch (CloudburstException e) {
            stage.fail(Failure.of(e), false);
            return;
        } catch (RuntimeException | Error e) {
            stage.fail(Failure.of(ErrorCode.EXECUTION_ERROR, "the executor failed: " + e), false);
            return;
        }
        send(
                remote,
                new StageTask(
                        task.runId(),
                        task.work(),
                        task.callId(),
                        task.deadline(),
                        task.seen(),
                        task.chain(),
                        task.code(),
                        List.of(whole),
                        task.mail(),
                        task.trace()));
    }

    private List<Value> wholeArguments() {
        List<Reference> references = stage.arguments().references();
        Map<String, Value> objects = references.isEmpty()
                ? Map.of()
                : new Session(resources.store(), Optional.of(task.work()), task.seen(), Monotonic.of(task.deadline()))
                        .resolve(references);
        List<Value> whole = new ArrayList<>();
        for (Value argument : task.arguments().get(0)) {
            Value value = argument;
            if (argument.hasReference()) {
                value = objects.get(argument.getReference().getKey());
            }
            if (value == null) {
                throw new CloudburstException(
                        ErrorCode.INVALID_ARGUMENT,
                        "argument %d of function '%s': it refers to key '%s', which does not exist; put it first"
                                .formatted(
                                        whole.size() + 1,
                                        stage.code().name(),
                                        argument.getReference().getKey()));
            }
            whole.add(values.whole(stage.code().name(), whole.size(), value));
        }
        return whole;
    }

    private void send(RemoteStages remote, StageTask sent) {
        CompletableFuture<StageOutcome> outcome = remote.run(sent);
        outcome.thenAccept(this::end);
        // By its deadline, or because its run is over.
        stage.outcome().whenComplete((ended, never) -> outcome.cancel(false));
    }

    private void end(StageOutcome outcome) {
        if (!(outcome instanceof StageOutcome.Done done) || !isServed()) {
            stage.end(outcome);
            return;
        }
        CompletableFuture<Value> sent = values.sent(stage.code().name(), done.result(), stage.isEach());
        sent.whenComplete((value, failure) -> stage.end(
                failure == null
                        ? new StageOutcome.Done(value, done.written(), done.times())
                        : new StageOutcome.Failed(
                                Failure.of(Await.failure(failure, "the storing of a result")), false, done.times())));
    }
}
