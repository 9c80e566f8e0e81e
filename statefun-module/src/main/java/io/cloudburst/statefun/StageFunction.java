package io.cloudburst.statefun;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudburst.engine.Effect;
import io.cloudburst.engine.Failure;
import io.cloudburst.engine.Task;
import io.cloudburst.executor.Letter;
import io.cloudburst.executor.StageMail;
import io.cloudburst.executor.StageOutcome;
import io.cloudburst.executor.StagePlace;
import io.cloudburst.executor.StageTask;
import io.cloudburst.executor.StageTrace;
import io.cloudburst.protocol.Arguments;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.PendingOperation;
import io.cloudburst.protocol.RunMessage;
import io.cloudburst.protocol.StageMessage;
import io.cloudburst.protocol.StageOrder;
import io.cloudburst.protocol.StageReport;
import io.cloudburst.protocol.StageSpan;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.registry.DagCodec;
import io.cloudburst.sdk.registry.RegisteredCode;
import io.cloudburst.sdk.store.Frontier;
import java.util.List;
import java.util.Map;
import org.apache.flink.statefun.sdk.AsyncOperationResult;
import org.apache.flink.statefun.sdk.Context;
import org.apache.flink.statefun.sdk.FunctionType;
import org.apache.flink.statefun.sdk.StatefulFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stage that runs apart from its run, wherever its own id falls. Keeps nothing: all that it needs came with the order, and is kept by
 * Flink until the stage has ended.
 */
final class StageFunction implements StatefulFunction {
    static final FunctionType TYPE = new FunctionType("cloudburst", "stage");

    private static final Logger LOG = LoggerFactory.getLogger(StageFunction.class);

    private final TaskResources task;

    StageFunction(TaskResources task) {
        this.task = task;
    }

    static String id(String runId, Task task) {
        return work(runId, task) + "/" + task.attempt();
    }

    /** What all attempts of a task are. */
    static String work(String runId, Task task) {
        return runId + "/" + task.stage() + "/" + task.part();
    }

    static StageOrder order(
            StagePlace place,
            Call call,
            Effect.Start<Value> start,
            Map<String, RegisteredCode> code,
            List<Letter> letters,
            Frontier seen) {
        StageOrder.Builder order = StageOrder.newBuilder()
                .setRunId(place.runId())
                .setPlace(LetterCodec.encode(place))
                .addAllLetters(letters.stream().map(LetterCodec::encodeNumbered).toList())
                .setTask(RunCodec.encode(start.task()))
                .setCallId(call.getId())
                .setDeadline(call.getDeadline())
                .addAllSeen(seen.toProto());
        if (call.hasRunTrace()) {
            order.setTraceContext(call.getRunTrace().getContext());
        }
        for (int i = 0; i < start.stage().chain().size(); i++) {
            Dag.Node node = start.stage().chain().get(i);
            order.addNodes(DagCodec.encode(node))
                    .addFunctions(RunCodec.pin(code.get(node.target())))
                    .addArguments(Arguments.newBuilder()
                            .setNode(node.name())
                            .addAllValues(start.arguments().get(i)));
        }
        return order.build();
    }

    @Override
    public void invoke(Context context, Object message) {
        if (message instanceof AsyncOperationResult<?, ?> result) {
            StageOrder order = order((byte[]) result.metadata());
            if (result.successful()) {
                report(context, order, (Ended) result.value());
            } else if (result.unknown()) {
                run(context, order);
                context.send(
                        RunFunction.TYPE,
                        order.getRunId(),
                        RunMessage.newBuilder()
                                .setLettersWanted(order.getTask())
                                .build()
                                .toByteArray());
            } else {
                throw new IllegalStateException("a stage failed: " + result.throwable(), result.throwable());
            }
            return;
        }
        StageMessage stage = parse((byte[]) message);
        switch (stage.getMessageCase()) {
            case ORDER -> run(context, stage.getOrder());
            case CANCEL ->
                task.executor()
                        .cancel(
                                context.self().id(),
                                Failure.of(ErrorCode.CANCELLED, "the run is over without this stage"));
            case LETTER -> deliver(context, LetterCodec.decode(stage.getLetter()));
            case LETTER_OUTCOME -> task.messenger().settle(stage.getLetterOutcome());
            case MESSAGE_NOT_SET ->
                LOG.error("a message to stage {} says nothing", context.self().id());
        }
    }

    private void deliver(Context context, Letter letter) {
        context.reply(RunMessage.newBuilder()
                .setLetterDelivery(LetterCodec.encode(
                        letter, task.executor().deliver(context.self().id(), letter)))
                .build()
                .toByteArray());
    }

    /** @param lettersTaken function to the last of its letters that it has taken */
    private record Ended(StageOutcome outcome, Map<String, Long> lettersTaken) {}

    private void run(Context context, StageOrder order) {
        List<Dag.Node> chain =
                order.getNodesList().stream().map(DagCodec::decode).toList();
        StageMail mail = new StageMail(
                LetterCodec.decode(order.getRunId(), order.getPlace()),
                chain,
                order.getLettersList().stream().map(LetterCodec::decode).toList());
        context.registerAsyncOperation(
                PendingOperation.newBuilder().setOrder(order).build().toByteArray(),
                task.executor()
                        .run(new StageTask(
                                context.self().id(),
                                work(order.getRunId(), RunCodec.decode(order.getTask())),
                                order.getCallId(),
                                order.getDeadline(),
                                Frontier.fromProto(order.getSeenList()),
                                chain,
                                order.getFunctionsList().stream()
                                        .map(RunCodec::unpin)
                                        .toList(),
                                order.getArgumentsList().stream()
                                        .map(Arguments::getValuesList)
                                        .map(List::copyOf)
                                        .toList(),
                                mail,
                                new StageTrace(
                                        order.getTraceContext(), order.getTask().getAttempt())))
                        .thenApply(outcome -> new Ended(outcome, mail.taken())));
    }

    private static void report(Context context, StageOrder order, Ended ended) {
        StageOutcome outcome = ended.outcome();
        StageReport.Builder report = StageReport.newBuilder()
                .putAllLettersTaken(ended.lettersTaken())
                .setTask(order.getTask())
                .setSpan(StageSpan.newBuilder()
                        .setQueued(outcome.times().queued())
                        .setStarted(outcome.times().started())
                        .setEnded(outcome.times().ended()));
        if (outcome instanceof StageOutcome.Done done) {
            report.setResult(done.result()).addAllWritten(done.written().toProto());
        } else if (outcome instanceof StageOutcome.Failed failed) {
            report.setError(RunCodec.encode(failed.failure()))
                    .setRetryable(failed.retryable())
                    .setGivenUp(failed.givenUp());
        }
        context.send(
                RunFunction.TYPE,
                order.getRunId(),
                RunMessage.newBuilder().setReport(report).build().toByteArray());
    }

    /** What a report tells of how the stage ended. */
    static StageOutcome outcome(StageReport report) {
        StageOutcome.Times times = new StageOutcome.Times(
                report.getSpan().getQueued(),
                report.getSpan().getStarted(),
                report.getSpan().getEnded());
        return report.hasResult()
                ? new StageOutcome.Done(report.getResult(), Frontier.fromProto(report.getWrittenList()), times)
                : new StageOutcome.Failed(
                        RunCodec.decode(report.getError()), report.getRetryable(), report.getGivenUp(), times);
    }

    private static StageMessage parse(byte[] message) {
        try {
            return StageMessage.parseFrom(message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a message to a stage is garbage", e);
        }
    }

    private static StageOrder order(byte[] metadata) {
        try {
            return PendingOperation.parseFrom(metadata).getOrder();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the metadata of a stage is garbage", e);
        }
    }
}
