package io.cloudburst.statefun;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudburst.engine.Plan;
import io.cloudburst.engine.Run;
import io.cloudburst.protocol.Arguments;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.PinnedFunction;
import io.cloudburst.protocol.RunPlan;
import io.cloudburst.protocol.RunProgress;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.registry.RegisteredCode;
import io.cloudburst.sdk.registry.RegistryCodec;
import io.cloudburst.sdk.store.Frontier;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Runs as the bytes that Flink keeps, and back. */
final class RunCodec {
    private RunCodec() {}

    static byte[] encodePlan(Resolution.Resolved resolved, Call call) {
        RunPlan.Builder plan = RunPlan.newBuilder()
                .setCall(call)
                .setDag(RegistryCodec.encode(resolved.dag()).getDag());
        resolved.code()
                .values()
                .forEach(code -> plan.addFunctions(
                        PinnedFunction.newBuilder().setVersion(code.version()).setEntry(RegistryCodec.encode(code))));
        return plan.build().toByteArray();
    }

    static RunPlan decodePlan(byte[] bytes) {
        try {
            return RunPlan.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a run's plan in the job's state is garbage", e);
        }
    }

    /** @param written what its stages have written so far */
    static byte[] encodeProgress(Run<Value> run, Frontier written) {
        return RunProgress.newBuilder()
                .putAllResults(run.results())
                .addAllDone(run.done())
                .addAllWritten(written.toProto())
                .build()
                .toByteArray();
    }

    static RunProgress decodeProgress(byte[] bytes) {
        try {
            return RunProgress.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a run's progress in the job's state is garbage", e);
        }
    }

    static Run<Value> run(Plan plan, Call call, RunProgress progress) {
        return new Run<>(plan, arguments(call), progress.getResultsMap(), new HashSet<>(progress.getDoneList()));
    }

    static Map<String, RegisteredCode> pinned(RunPlan plan) {
        Map<String, RegisteredCode> code = new HashMap<>();
        for (PinnedFunction function : plan.getFunctionsList()) {
            code.put(function.getEntry().getName(), RegistryCodec.decode(function.getEntry(), function.getVersion()));
        }
        return code;
    }

    /** Node name to its fixed arguments. */
    static Map<String, List<Value>> arguments(Call call) {
        if (call.getArgumentsCount() == 1) {
            Arguments only = call.getArguments(0);
            return Map.of(only.getNode(), only.getValuesList());
        }
        Map<String, List<Value>> arguments = new HashMap<>();
        call.getArgumentsList().forEach(one -> arguments.put(one.getNode(), one.getValuesList()));
        return arguments;
    }
}
