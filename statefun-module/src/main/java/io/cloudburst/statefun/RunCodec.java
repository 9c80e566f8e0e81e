package io.cloudburst.statefun;

import io.cloudburst.engine.Failure;
import io.cloudburst.engine.Plan;
import io.cloudburst.engine.Run;
import io.cloudburst.engine.Task;
import io.cloudburst.executor.StageCodec;
import io.cloudburst.protocol.Arguments;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.LargeValue;
import io.cloudburst.protocol.PinnedFunction;
import io.cloudburst.protocol.RunPlan;
import io.cloudburst.protocol.RunProgress;
import io.cloudburst.protocol.StageError;
import io.cloudburst.protocol.StageProgress;
import io.cloudburst.protocol.StageSpan;
import io.cloudburst.protocol.StageTaskId;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.registry.Composition;
import io.cloudburst.sdk.registry.DagCodec;
import io.cloudburst.sdk.registry.RegisteredCode;
import io.cloudburst.sdk.store.Frontier;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs as the bytes that Flink keeps, and back. */
final class RunCodec {
    private RunCodec() {}

    /** @param accepted microseconds since the epoch */
    static RunPlan plan(Resolution.Resolved resolved, Call call, long accepted) {
        RunPlan.Builder plan = RunPlan.newBuilder()
                .setCall(call.toBuilder().clearArguments().clearContinuations())
                .setDag(DagCodec.encode(resolved.dag()).getDag())
                .setAccepted(accepted);
        arguments(call)
                .forEach((node, values) ->
                        plan.addArguments(Arguments.newBuilder().setNode(node).addAllValues(values)));
        resolved.code().values().forEach(code -> plan.addFunctions(pin(code)));
        return plan.build();
    }

    static PinnedFunction pin(RegisteredCode code) {
        return StageCodec.pin(code);
    }

    static RegisteredCode unpin(PinnedFunction function) {
        return StageCodec.unpin(function);
    }

    /** Function name to the version that the run keeps. */
    static Map<String, RegisteredCode> pinned(RunPlan plan) {
        Map<String, RegisteredCode> code = new HashMap<>();
        plan.getFunctionsList().forEach(function -> code.put(function.getEntry().getName(), unpin(function)));
        return code;
    }

    /** Node name to its fixed arguments, of the call and of its continuations. */
    static Map<String, List<Value>> arguments(Call call) {
        if (call.getContinuationsCount() == 0) {
            return byNode(call.getArgumentsList());
        }
        Map<String, List<Value>> all = new HashMap<>(byNode(call.getArgumentsList()));
        for (int i = 0; i < call.getContinuationsCount(); i++) {
            for (Arguments one : call.getContinuations(i).getArgumentsList()) {
                all.put(Composition.continued(i + 1, one.getNode()), one.getValuesList());
            }
        }
        return all;
    }

    private static Map<String, List<Value>> byNode(List<Arguments> arguments) {
        if (arguments.size() == 1) {
            return Map.of(arguments.get(0).getNode(), arguments.get(0).getValuesList());
        }
        Map<String, List<Value>> byNode = new HashMap<>();
        arguments.forEach(one -> byNode.put(one.getNode(), one.getValuesList()));
        return byNode;
    }

    /**
     * @param written what its stages have written so far
     * @param spans what a trace has so far
     * @param large what its stages have given that is to be removed when it is over
     */
    static RunProgress progress(Run<Value> run, Frontier written, List<StageSpan> spans, List<LargeValue> large) {
        RunProgress.Builder progress = RunProgress.newBuilder()
                .putAllResults(run.results())
                .addAllWritten(written.toProto())
                .addAllSpans(spans)
                .addAllLarge(large);
        run.ended().forEach((stage, end) -> {
            switch (end) {
                case DONE -> progress.addDone(stage);
                case SKIPPED -> progress.addSkipped(stage);
                case FAILED -> progress.addFailed(stage);
            }
        });
        run.active().forEach((stage, active) -> progress.putActive(stage, encode(active)));
        return progress.build();
    }

    static Run<Value> run(Plan plan, RunPlan runPlan, RunProgress progress) {
        Map<Integer, Run.End> ended = new HashMap<>();
        progress.getDoneList().forEach(stage -> ended.put(stage, Run.End.DONE));
        progress.getSkippedList().forEach(stage -> ended.put(stage, Run.End.SKIPPED));
        progress.getFailedList().forEach(stage -> ended.put(stage, Run.End.FAILED));
        Map<Integer, Run.Active<Value>> active = new HashMap<>();
        progress.getActiveMap().forEach((stage, encoded) -> active.put(stage, decode(encoded)));
        return new Run<>(plan, byNode(runPlan.getArgumentsList()), progress.getResultsMap(), ended, active);
    }

    private static StageProgress encode(Run.Active<Value> active) {
        StageProgress.Builder encoded = StageProgress.newBuilder()
                .setParts(active.parts())
                .putAllResults(active.results())
                .addAllRejected(active.rejected())
                .putAllFailures(active.failures());
        active.lastFailure().map(RunCodec::encode).ifPresent(encoded::setLastFailure);
        return encoded.build();
    }

    private static Run.Active<Value> decode(StageProgress encoded) {
        return new Run.Active<>(
                encoded.getParts(),
                encoded.getResultsMap(),
                new HashSet<>(encoded.getRejectedList()),
                encoded.getFailuresMap(),
                encoded.hasLastFailure() ? Optional.of(decode(encoded.getLastFailure())) : Optional.empty());
    }

    static StageError encode(Failure failure) {
        return StageCodec.encode(failure);
    }

    static Failure decode(StageError error) {
        return StageCodec.decode(error);
    }

    static StageTaskId encode(Task task) {
        return StageTaskId.newBuilder()
                .setStage(task.stage())
                .setPart(task.part())
                .setAttempt(task.attempt())
                .build();
    }

    static Task decode(StageTaskId task) {
        return new Task(task.getStage(), task.getPart(), task.getAttempt());
    }
}
