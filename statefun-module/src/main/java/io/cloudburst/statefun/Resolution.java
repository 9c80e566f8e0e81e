package io.cloudburst.statefun;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cloudburst.engine.Admission;
import io.cloudburst.engine.Failure;
import io.cloudburst.engine.Plan;
import io.cloudburst.engine.Run;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.Continuation;
import io.cloudburst.protocol.RunPlan;
import io.cloudburst.protocol.RunProgress;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.registry.Composition;
import io.cloudburst.sdk.registry.DagCodec;
import io.cloudburst.sdk.registry.RegisteredCode;
import io.cloudburst.sdk.registry.RegisteredDag;
import io.cloudburst.sdk.registry.Registry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a call names, looked up in the registry: the plan to run, and the versions of the functions in it. Used by the thread of one
 * run function.
 */
final class Resolution {
    private static final long MAX_PLANS = 1_000;

    private final Registry registry;
    /** By what was called, in the same view of the registry. */
    private final Cache<List<Target>, Resolved> known =
            Caffeine.newBuilder().maximumSize(MAX_PLANS).executor(Runnable::run).build();

    private long viewOffset = -1;

    /** What a DAG of these functions is compiled to, whatever the registry has by now. */
    private record Compiled(Dag dag, Map<String, FunctionOptions> options) {}

    private final Cache<Compiled, Plan> plans =
            Caffeine.newBuilder().maximumSize(MAX_PLANS).executor(Runnable::run).build();

    Resolution(Registry registry) {
        this.registry = registry;
    }

    private record Target(String name, boolean dag) {
        @Override
        public String toString() {
            return (dag ? "DAG '" : "function '") + name + "'";
        }
    }

    sealed interface Result {}

    /**
     * @param dag what is run, sub-DAGs and continuations included; a function is a DAG of one node that is named like it
     * @param code function name to the version that the run keeps
     */
    record Resolved(Dag dag, Plan plan, Admission admission, Map<String, RegisteredCode> code) implements Result {}

    /** It cannot be run in this view of the registry; in a newer one it may be. */
    record Missing(Failure failure) implements Result {}

    Result resolve(Call call) {
        long now = registry.offset();
        if (now != viewOffset) {
            known.invalidateAll();
            viewOffset = now;
        }
        List<Target> targets = targets(call);
        Resolved before = known.getIfPresent(targets);
        if (before != null) {
            return before;
        }
        try {
            Resolved resolved = resolve(targets);
            known.put(targets, resolved);
            return resolved;
        } catch (CloudburstException e) {
            return new Missing(Failure.of(e));
        }
    }

    private static List<Target> targets(Call call) {
        Target first = call.hasDag() ? new Target(call.getDag(), true) : new Target(call.getFunction(), false);
        if (call.getContinuationsCount() == 0) {
            return List.of(first);
        }
        List<Target> all = new ArrayList<>(List.of(first));
        for (Continuation then : call.getContinuationsList()) {
            all.add(then.hasDag() ? new Target(then.getDag(), true) : new Target(then.getFunction(), false));
        }
        return List.copyOf(all);
    }

    private Resolved resolve(List<Target> targets) {
        Dag dag = Composition.continued(targets.stream().map(this::dag).toList());
        Map<String, RegisteredCode> code = new HashMap<>();
        for (Dag.Node node : dag.nodes()) {
            code.computeIfAbsent(node.target(), name -> function(name, targets.get(0)));
        }
        Plan plan = planOf(dag, code);
        Admission admission = new Admission(targets.get(0).toString(), plan, function -> code.get(function)
                .parameterTypes()
                .size());
        return new Resolved(dag, plan, admission, code);
    }

    private Dag dag(Target target) {
        if (!target.dag()) {
            return Dag.chain(target.name(), target.name());
        }
        Dag dag = registeredDag(target.name())
                .orElseThrow(() -> new CloudburstException(
                        ErrorCode.DAG_NOT_FOUND,
                        "no DAG is registered as '%s'; register it first".formatted(target.name())));
        return Composition.flatten(dag, this::registeredDag);
    }

    private Optional<Dag> registeredDag(String name) {
        return registry.dag(name).map(RegisteredDag::dag);
    }

    private RegisteredCode function(String name, Target neededBy) {
        return registry.function(name)
                .orElseThrow(() -> new CloudburstException(
                        ErrorCode.FUNCTION_NOT_FOUND,
                        "no function is registered as '%s'%s; register it first"
                                .formatted(name, neededBy.dag() ? ", which " + neededBy + " needs" : "")));
    }

    /** A run under way, with the versions that it began with, whatever the registry has by now. */
    Run<Value> restore(RunPlan runPlan, RunProgress soFar) {
        return RunCodec.run(planOf(DagCodec.decode(runPlan.getDag()), RunCodec.pinned(runPlan)), runPlan, soFar);
    }

    private Plan planOf(Dag dag, Map<String, RegisteredCode> code) {
        Map<String, FunctionOptions> special = new HashMap<>();
        code.forEach((name, function) -> {
            if (!function.options().equals(FunctionOptions.NONE)) {
                special.put(name, function.options());
            }
        });
        return plans.get(
                new Compiled(dag, special),
                compiled -> Plan.of(
                        compiled.dag(), function -> compiled.options().getOrDefault(function, FunctionOptions.NONE)));
    }
}
