package io.cloudburst.remote.client;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudburst.engine.Failure;
import io.cloudburst.executor.StageCodec;
import io.cloudburst.executor.StageOutcome;
import io.cloudburst.executor.StageTask;
import io.cloudburst.protocol.RemoteCancel;
import io.cloudburst.protocol.RemoteOutcome;
import io.cloudburst.protocol.statefun.TypedValue;
import io.cloudburst.remote.client.TransportException.Kind;
import io.cloudburst.remote.wire.StageMessages;
import io.cloudburst.sdk.ErrorCode;
import java.util.List;

/** To Cloudburst's own workers: a stage as a whole, and its outcome back. */
final class WorkerProtocol implements Protocol {
    /** A result of at most 1 MiB, an error, and how far it has written. */
    private static final int MAX_ANSWER_BYTES = 4 << 20;

    private final StageTask task;
    private final long registryOffset;

    WorkerProtocol(StageTask task, long registryOffset) {
        this.task = task;
        this.registryOffset = registryOffset;
    }

    @Override
    public String namespace() {
        return StageMessages.NAMESPACE;
    }

    @Override
    public String function() {
        return StageMessages.STAGE;
    }

    @Override
    public byte[] request() {
        return StateFunMessages.request(
                StageMessages.NAMESPACE,
                StageMessages.STAGE,
                task.runId(),
                List.of(StateFunMessages.typed(
                        StageMessages.STAGE_TYPE,
                        StageCodec.encode(task, registryOffset).toByteString())));
    }

    @Override
    public int maxAnswerBytes() {
        return MAX_ANSWER_BYTES;
    }

    @Override
    public StageOutcome outcome(byte[] answer) {
        TypedValue result = StateFunMessages.results(answer, 1).get(0);
        if (!result.getTypename().equals(StageMessages.OUTCOME_TYPE)) {
            throw new TransportException(
                    Kind.FINAL, "it gave a '%s' and not the outcome of a stage".formatted(result.getTypename()));
        }
        try {
            return StageCodec.decode(RemoteOutcome.parseFrom(result.getValue()));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new TransportException(Kind.FINAL, "its answer cannot be read: " + e.getMessage());
        }
    }

    @Override
    public Failure failed(String endpoint, TransportException failure) {
        return Failure.of(
                failure.kind() == Kind.TOO_LARGE ? ErrorCode.PAYLOAD_TOO_LARGE : ErrorCode.UNAVAILABLE,
                "function '%s' could not be run by %s: %s"
                        .formatted(task.code().get(0).name(), endpoint, failure.getMessage()));
    }

    @Override
    public boolean isRetryable() {
        return false;
    }

    @Override
    public byte[] cancellation() {
        return StateFunMessages.request(
                StageMessages.NAMESPACE,
                StageMessages.CANCEL,
                task.runId(),
                List.of(StateFunMessages.typed(
                        StageMessages.CANCEL_TYPE,
                        RemoteCancel.newBuilder()
                                .setRunId(task.runId())
                                .setWhy(StageCodec.encode(
                                        Failure.of(ErrorCode.CANCELLED, "the run is over without this stage")))
                                .build()
                                .toByteString())));
    }
}
