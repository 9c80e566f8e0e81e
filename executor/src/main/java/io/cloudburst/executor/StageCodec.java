package io.cloudburst.executor;

import io.cloudburst.engine.Failure;
import io.cloudburst.protocol.Arguments;
import io.cloudburst.protocol.PinnedFunction;
import io.cloudburst.protocol.RemoteOutcome;
import io.cloudburst.protocol.RemoteStage;
import io.cloudburst.protocol.StageError;
import io.cloudburst.protocol.StageSpan;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.registry.DagCodec;
import io.cloudburst.sdk.registry.RegisteredCode;
import io.cloudburst.sdk.registry.RegistryCodec;
import io.cloudburst.sdk.store.Frontier;
import java.util.List;

/** Stages and how they ended, as the bytes that go between a job and its workers. */
public final class StageCodec {
    private StageCodec() {}

    /** @param registryOffset how much of the registry the sender has seen */
    public static RemoteStage encode(StageTask task, long registryOffset) {
        StagePlace place = task.mail().place();
        RemoteStage.Builder stage = RemoteStage.newBuilder()
                .setRunId(task.runId())
                .setWork(task.work())
                .setCallId(task.callId())
                .setDeadline(task.deadline())
                .addAllSeen(task.seen().toProto())
                .setOwner(place.runId())
                .setPlace(encode(place))
                .setRegistryOffset(registryOffset)
                .setTraceContext(task.trace().run())
                .setAttempt(task.trace().attempt());
        for (int i = 0; i < task.chain().size(); i++) {
            Dag.Node node = task.chain().get(i);
            stage.addNodes(DagCodec.encode(node))
                    .addFunctions(pin(task.code().get(i)))
                    .addArguments(Arguments.newBuilder()
                            .setNode(node.name())
                            .addAllValues(task.arguments().get(i)));
        }
        return stage.build();
    }

    public static StageTask decode(RemoteStage stage) {
        List<Dag.Node> chain =
                stage.getNodesList().stream().map(DagCodec::decode).toList();
        return new StageTask(
                stage.getRunId(),
                stage.getWork(),
                stage.getCallId(),
                stage.getDeadline(),
                Frontier.fromProto(stage.getSeenList()),
                chain,
                stage.getFunctionsList().stream().map(StageCodec::unpin).toList(),
                stage.getArgumentsList().stream()
                        .map(Arguments::getValuesList)
                        .map(List::copyOf)
                        .toList(),
                new StageMail(decode(stage.getOwner(), stage.getPlace()), chain, List.of()),
                new StageTrace(stage.getTraceContext(), stage.getAttempt()));
    }

    public static RemoteOutcome encode(StageOutcome outcome) {
        RemoteOutcome.Builder encoded = RemoteOutcome.newBuilder()
                .setSpan(StageSpan.newBuilder()
                        .setQueued(outcome.times().queued())
                        .setStarted(outcome.times().started())
                        .setEnded(outcome.times().ended()));
        if (outcome instanceof StageOutcome.Done done) {
            encoded.setResult(done.result()).addAllWritten(done.written().toProto());
        } else if (outcome instanceof StageOutcome.Failed failed) {
            encoded.setError(encode(failed.failure())).setRetryable(failed.retryable());
        }
        return encoded.build();
    }

    /** @throws IllegalArgumentException if it says nothing */
    public static StageOutcome decode(RemoteOutcome outcome) {
        StageOutcome.Times times = new StageOutcome.Times(
                outcome.getSpan().getQueued(),
                outcome.getSpan().getStarted(),
                outcome.getSpan().getEnded());
        return switch (outcome.getOutcomeCase()) {
            case RESULT ->
                new StageOutcome.Done(outcome.getResult(), Frontier.fromProto(outcome.getWrittenList()), times);
            case ERROR -> new StageOutcome.Failed(decode(outcome.getError()), outcome.getRetryable(), times);
            case OUTCOME_NOT_SET ->
                throw new IllegalArgumentException("an outcome without a result and without an error");
        };
    }

    public static PinnedFunction pin(RegisteredCode code) {
        return PinnedFunction.newBuilder()
                .setVersion(code.version())
                .setEntry(RegistryCodec.encode(code))
                .build();
    }

    public static RegisteredCode unpin(PinnedFunction function) {
        return RegistryCodec.decode(function.getEntry(), function.getVersion());
    }

    public static StageError encode(Failure failure) {
        return StageError.newBuilder()
                .setCode(io.cloudburst.protocol.ErrorCode.valueOf(failure.code().name()))
                .setMessage(failure.message())
                .setStackTrace(failure.stackTrace())
                .build();
    }

    public static Failure decode(StageError error) {
        return new Failure(ErrorCode.valueOf(error.getCode().name()), error.getMessage(), error.getStackTrace());
    }

    public static io.cloudburst.protocol.StagePlace encode(StagePlace place) {
        return io.cloudburst.protocol.StagePlace.newBuilder()
                .setCalled(place.called())
                .setIndexed(place.indexed())
                .setFirst(place.first())
                .setCount(place.count())
                .build();
    }

    public static StagePlace decode(String runId, io.cloudburst.protocol.StagePlace place) {
        return new StagePlace(runId, place.getCalled(), place.getIndexed(), place.getFirst(), place.getCount());
    }
}
