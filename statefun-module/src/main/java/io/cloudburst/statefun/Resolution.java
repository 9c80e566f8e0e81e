package io.cloudburst.statefun;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cloudburst.engine.Admission;
import io.cloudburst.engine.Failure;
import io.cloudburst.engine.Plan;
import io.cloudburst.protocol.Call;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.registry.RegisteredCode;
import io.cloudburst.sdk.registry.RegisteredDag;
import io.cloudburst.sdk.registry.Registry;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a call names, looked up in the registry: the plan to run, and the versions of the functions in it. Used by the thread of one
 * run function.
 */
final class Resolution {
    private static final long MAX_PLANS = 1_000;

    private final Registry registry;
    /** By what was called. All of the same view of the registry, and so no more than that has entries. */
    private final Map<String, Resolved> functions = new HashMap<>();

    private final Map<String, Resolved> dags = new HashMap<>();
    private long viewOffset = -1;

    private final Cache<Dag, Plan> plans =
            Caffeine.newBuilder().maximumSize(MAX_PLANS).build();

    Resolution(Registry registry) {
        this.registry = registry;
    }

    sealed interface Result {}

    /**
     * @param dag null if a function was called
     * @param code function name to the version that the run keeps
     */
    record Resolved(Dag dag, Plan plan, Admission admission, Map<String, RegisteredCode> code) implements Result {
        static Resolved of(String target, Dag dag, Plan plan, Map<String, RegisteredCode> code) {
            return new Resolved(
                    dag,
                    plan,
                    new Admission(target, plan, function -> code.get(function)
                            .parameterTypes()
                            .size()),
                    code);
        }
    }

    /** There is no such thing in this view of the registry; a newer one may have it. */
    record Missing(Failure failure) implements Result {}

    Result resolve(Call call) {
        long now = registry.offset();
        if (now != viewOffset) {
            functions.clear();
            dags.clear();
            viewOffset = now;
        }
        return switch (call.getTargetCase()) {
            case FUNCTION -> function(call.getFunction());
            case DAG -> dag(call.getDag());
            case TARGET_NOT_SET ->
                new Missing(Failure.of(
                        ErrorCode.INVALID_ARGUMENT, "the call names neither a function nor a DAG; name one of them"));
        };
    }

    private Result function(String name) {
        Resolved known = functions.get(name);
        if (known != null) {
            return known;
        }
        Optional<RegisteredCode> code = registry.function(name);
        if (code.isEmpty()) {
            return functionMissing(name, "");
        }
        Resolved resolved = Resolved.of("function '" + name + "'", null, Plan.of(name), Map.of(name, code.get()));
        functions.put(name, resolved);
        return resolved;
    }

    private Result dag(String name) {
        Resolved known = dags.get(name);
        if (known != null) {
            return known;
        }
        Optional<RegisteredDag> registered = registry.dag(name);
        if (registered.isEmpty()) {
            return new Missing(Failure.of(
                    ErrorCode.DAG_NOT_FOUND, "no DAG is registered as '%s'; register it first".formatted(name)));
        }
        Dag dag = registered.get().dag();
        Map<String, RegisteredCode> code = new HashMap<>();
        for (Dag.Node node : dag.nodes()) {
            Optional<RegisteredCode> found = registry.function(node.function());
            if (found.isEmpty()) {
                return functionMissing(node.function(), ", which DAG '" + name + "' needs");
            }
            code.put(node.function(), found.get());
        }
        Resolved resolved = Resolved.of("DAG '" + name + "'", dag, planOf(dag), code);
        dags.put(name, resolved);
        return resolved;
    }

    /** Also of a DAG that a run began with, whatever the registry has by now. */
    Plan planOf(Dag dag) {
        return plans.get(dag, Plan::of);
    }

    private static Missing functionMissing(String name, String why) {
        return new Missing(Failure.of(
                ErrorCode.FUNCTION_NOT_FOUND,
                "no function is registered as '%s'%s; register it first".formatted(name, why)));
    }
}
