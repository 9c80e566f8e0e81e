package io.cloudburst.statefun;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudburst.engine.Effect;
import io.cloudburst.engine.Failure;
import io.cloudburst.engine.Run;
import io.cloudburst.engine.Task;
import io.cloudburst.executor.StageMail;
import io.cloudburst.executor.StageOutcome;
import io.cloudburst.executor.StagePlace;
import io.cloudburst.executor.StageTask;
import io.cloudburst.executor.StageTrace;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.OutputOrder;
import io.cloudburst.protocol.PendingOperation;
import io.cloudburst.protocol.StageMessage;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.registry.RegisteredCode;
import io.cloudburst.sdk.store.Frontier;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.statefun.sdk.Context;

/** What a run has done outside of the job's thread. Each comes back as an {@link Arrival}, or after a failure as what it was. */
final class Operations {
    private final TaskResources task;
    private final Letters letters;

    Operations(TaskResources task, Letters letters) {
        this.task = task;
        this.letters = letters;
    }

    /** Begins anew once the registry's view is complete. */
    void awaitRegistry(Context context, Received received, CompletableFuture<Void> read) {
        long left = Math.max(1, received.call().getDeadline() - System.currentTimeMillis());
        register(
                context,
                PendingOperation.newBuilder().setCall(received.bytes()),
                read.<Arrival>thenApply(done -> new Arrival.RegistryRead(received))
                        .completeOnTimeout(new Arrival.WaitedTooLong(received.call()), left, TimeUnit.MILLISECONDS));
    }

    /** Runs the only stage of a run that keeps no state. */
    void runAlone(
            Context context, Received received, long accepted, Resolution.Resolved resolved, Effect.Start<Value> only) {
        StageMail mail = mail(place(context, received.call(), only), only);
        register(
                context,
                PendingOperation.newBuilder().setCall(received.bytes()),
                execute(
                                context,
                                received.call(),
                                only,
                                resolved.code(),
                                mail,
                                Frontier.fromProto(received.call().getSeenList()))
                        .thenApply(outcome ->
                                new Arrival.RunEnded(received.call(), accepted, resolved, outcome, mail.taken())));
    }

    /**
     * Runs a task of a run that has state: here, or apart from it.
     *
     * @param written what its run has written so far
     */
    void launch(
            Context context, Call call, Effect.Start<Value> start, Map<String, RegisteredCode> code, Frontier written) {
        Frontier seen = seen(call, code, written);
        StagePlace place = place(context, call, start);
        if (start.stage().isSpread()) {
            context.send(
                    StageFunction.TYPE,
                    StageFunction.id(context.self().id(), start.task()),
                    StageMessage.newBuilder()
                            .setOrder(StageFunction.order(
                                    place,
                                    call,
                                    start,
                                    code,
                                    letters.waitingFor(place, start.stage().chain()),
                                    seen))
                            .build()
                            .toByteArray());
            return;
        }
        StageMail mail = mail(place, start);
        register(
                context,
                PendingOperation.newBuilder().setStage(RunCodec.encode(start.task())),
                execute(context, call, start, code, mail, seen)
                        .thenApply(outcome -> new Arrival.StageEnded(start.task(), outcome, mail.taken())));
    }

    static StagePlace place(Context context, Call call, Effect.Start<Value> start) {
        return StagePlace.of(context.self().id(), call.hasFunction(), start);
    }

    private StageMail mail(StagePlace place, Effect.Start<Value> start) {
        List<Dag.Node> chain = start.stage().chain();
        return new StageMail(place, chain, letters.waitingFor(place, chain));
    }

    /** What a stage must see: where all of the run's functions run here, they do see what they have written. */
    private static Frontier seen(Call call, Map<String, RegisteredCode> code, Frontier written) {
        Frontier before = Frontier.fromProto(call.getSeenList());
        return code.values().stream().anyMatch(one -> one.options().remotely().isPresent())
                ? before.join(written)
                : before;
    }

    private CompletableFuture<StageOutcome> execute(
            Context context,
            Call call,
            Effect.Start<Value> start,
            Map<String, RegisteredCode> code,
            StageMail mail,
            Frontier seen) {
        return task.executor()
                .run(new StageTask(
                        context.self().id(),
                        StageFunction.work(context.self().id(), start.task()),
                        call.getId(),
                        call.getDeadline(),
                        seen,
                        start.stage().chain(),
                        start.stage().chain().stream()
                                .map(node -> code.get(node.target()))
                                .toList(),
                        start.arguments(),
                        mail,
                        new StageTrace(
                                call.getRunTrace().getContext(), start.task().attempt())));
    }

    /** Ends what still runs of a run that is over. */
    void abandon(Context context, Run<Value> run) {
        boolean here = false;
        for (Task running : run.running()) {
            if (run.plan().stages().get(running.stage()).isSpread()) {
                context.send(
                        StageFunction.TYPE,
                        StageFunction.id(context.self().id(), running),
                        StageMessage.newBuilder().setCancel(true).build().toByteArray());
            } else {
                here = true;
            }
        }
        if (here) {
            task.executor()
                    .cancel(context.self().id(), Failure.of(ErrorCode.CANCELLED, "the run is over without this stage"));
        }
    }

    /** Puts a result into the store before its call is answered, or fetches it for a caller who cannot do so. */
    void storeOutput(Context context, OutputOrder order) {
        // The context is gone when the value has been read.
        String runId = context.self().id();
        Duration left = Duration.ofMillis(Math.max(1_000, order.getCall().getDeadline() - System.currentTimeMillis()));
        register(
                context,
                PendingOperation.newBuilder().setOutput(order),
                task.executor()
                        .large()
                        .read(order.getResult(), left)
                        .thenCompose(whole -> store(runId, order, whole))
                        .exceptionally(failure -> new Arrival.OutputStored(
                                order,
                                order.getResult(),
                                Frontier.NONE,
                                Optional.of(Failure.of(
                                        ErrorCode.UNAVAILABLE,
                                        "the result could not be put under '%s' or fetched: %s"
                                                .formatted(order.getCall().getOutputKey(), failure.getMessage()))))));
    }

    private CompletableFuture<Arrival> store(String runId, OutputOrder order, Value whole) {
        // Who speaks JSON cannot fetch it.
        Value result = order.getCall().getJson() ? whole : order.getResult();
        String key = order.getCall().getOutputKey();
        return key.isEmpty()
                ? CompletableFuture.completedFuture(
                        new Arrival.OutputStored(order, result, Frontier.NONE, Optional.empty()))
                : task.executor()
                        .store(runId, key, whole)
                        .thenApply(version -> new Arrival.OutputStored(
                                order, result, Frontier.of(List.of(version)), Optional.empty()));
    }

    private static void register(
            Context context, PendingOperation.Builder operation, CompletableFuture<? extends Arrival> arrival) {
        context.registerAsyncOperation(operation.build().toByteArray(), arrival);
    }

    /** What an operation was, of which Flink does not know whether it was done. */
    static PendingOperation pending(byte[] metadata) {
        try {
            return PendingOperation.parseFrom(metadata);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the metadata of an operation is garbage", e);
        }
    }
}
