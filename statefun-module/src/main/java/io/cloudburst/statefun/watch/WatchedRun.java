package io.cloudburst.statefun.watch;

import io.cloudburst.engine.Plan;
import io.cloudburst.engine.Task;
import io.cloudburst.executor.StageOutcome;
import io.cloudburst.protocol.ArgumentPreviews;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.FunctionVersion;
import io.cloudburst.protocol.Reply;
import io.cloudburst.protocol.RunRecord;
import io.cloudburst.protocol.RunStage;
import io.cloudburst.protocol.StageSpan;
import io.cloudburst.protocol.ValuePreview;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.registry.RegisteredCode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is known of a run while it goes on. Changed by the job's thread and read by the publisher's. */
final class WatchedRun {
    /** Of one record: a run may have a thousand stages, and one of them as many parts as a list has elements. */
    private static final int MAX_STAGES = 200;
    /** Node names of one stage. */
    private static final int MAX_NODES = 50;

    private static final long MICROS_PER_MILLI = 1_000;

    private final String callId;
    /** Milliseconds since the epoch. */
    private final long deadline;

    private final Target target;
    /** Whole, while it is small; else null, and there are previews. */
    private final Call smallCall;

    private final List<ArgumentPreviews> previews;

    /** Since when it is known; nanoseconds of this process. */
    final long since = System.nanoTime();

    private final long received = micros();
    private Map<String, RegisteredCode> code = Map.of();
    private long accepted;
    private boolean waiting;
    private boolean reported;
    private boolean over;
    private final List<StageEnd> stages = new ArrayList<>(1);
    private int stageCount;
    private int retries;

    private record StageEnd(Plan.Stage stage, Task task, StageOutcome.Times times, String error) {}

    WatchedRun(Call call, Target target) {
        this.callId = call.getId();
        this.deadline = call.getDeadline();
        this.target = target;
        boolean small = call.getSerializedSize() <= Previews.MAX_BYTES;
        this.smallCall = small ? call : null;
        this.previews = small ? List.of() : Previews.of(call);
    }

    private static long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    Target target() {
        return target;
    }

    synchronized void began(Map<String, RegisteredCode> versions) {
        if (accepted == 0) {
            accepted = micros();
        }
        waiting = false;
        code = versions;
    }

    synchronized void waits() {
        waiting = true;
    }

    synchronized void goesOn() {
        waiting = false;
    }

    synchronized void stageEnded(Plan.Stage stage, Task task, StageOutcome outcome) {
        stageCount++;
        if (task.attempt() > 0) {
            retries++;
        }
        if (stages.size() < MAX_STAGES) {
            stages.add(new StageEnd(
                    stage,
                    task,
                    outcome.times(),
                    outcome instanceof StageOutcome.Failed failed
                            ? failed.failure().code().name()
                            : ""));
        }
    }

    synchronized boolean isWaiting() {
        return waiting;
    }

    synchronized boolean isReported() {
        return reported;
    }

    /** @return whether those who look know of it, and must be told of its end */
    synchronized boolean end() {
        over = true;
        return reported;
    }

    /** Empty if it has ended. */
    synchronized Optional<RunRecord> underWay() {
        if (over) {
            return Optional.empty();
        }
        reported = true;
        return Optional.of(record(waiting ? RunRecord.State.WAITING : RunRecord.State.RUNNING)
                .build());
    }

    synchronized RunRecord ended(Reply.Builder reply) {
        RunRecord.Builder record = record(reply.hasError() ? RunRecord.State.FAILED : RunRecord.State.SUCCEEDED)
                .setEnded(micros());
        if (reply.hasError()) {
            record.setError(reply.getError());
        } else {
            ValuePreview result = Previews.of(reply.getResult(), Previews.MAX_BYTES);
            record.setResult(result);
            record.setTruncated(record.getTruncated() || result.getTruncated());
        }
        return record.build();
    }

    private RunRecord.Builder record(RunRecord.State state) {
        RunRecord.Builder record = RunRecord.newBuilder()
                .setId(callId)
                .setState(state)
                .setReceived(received)
                .setAccepted(accepted)
                .setDeadline(Math.min(deadline, Long.MAX_VALUE / MICROS_PER_MILLI) * MICROS_PER_MILLI)
                .setStageCount(stageCount)
                .setRetries(retries);
        if (target.dag()) {
            record.setDag(target.name());
        } else {
            record.setFunction(target.name());
        }
        List<ArgumentPreviews> arguments = smallCall == null ? previews : Previews.of(smallCall);
        record.addAllArguments(arguments);
        boolean cut = stageCount > stages.size() || Previews.areCut(arguments);
        code.values().stream()
                .limit(MAX_STAGES)
                .forEach(function -> record.addFunctions(
                        FunctionVersion.newBuilder().setName(function.name()).setVersion(function.version())));
        for (StageEnd end : stages) {
            cut |= end.stage().chain().size() > MAX_NODES;
            record.addStages(toProto(end));
        }
        return record.setTruncated(cut || code.size() > MAX_STAGES);
    }

    private static RunStage toProto(StageEnd end) {
        RunStage.Builder stage = RunStage.newBuilder().setAttempt(end.task().attempt());
        StageSpan.Builder span = StageSpan.newBuilder()
                .setPart(end.task().part())
                .setQueued(end.times().queued())
                .setStarted(end.times().started())
                .setEnded(end.times().ended())
                .setError(end.error());
        for (Dag.Node node : end.stage().chain().stream().limit(MAX_NODES).toList()) {
            span.addNodes(node.name());
            stage.addFunctions(node.target());
        }
        return stage.setSpan(span).build();
    }
}
