package io.cloudburst.engine;

import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** Whether a call can run at all, asked before any of its functions does. Made once for a plan and its functions; immutable. */
public final class Admission {
    /** What a node takes, and how much of that comes from other nodes. */
    private record Arity(Dag.Node node, int takes, int fromUpstreams) {
        Optional<Failure> check(int fixed) {
            if (fixed + fromUpstreams == takes) {
                return takes == 0 && node.form() instanceof Dag.Each
                        ? refusal("node '%s' runs for each element of its last argument, but function '%s' takes none"
                                .formatted(node.name(), node.target()))
                        : Optional.empty();
            }
            String got = fromUpstreams == 0
                    ? Integer.toString(fixed)
                    : "%d (%d in the call, %d from upstream)".formatted(fixed + fromUpstreams, fixed, fromUpstreams);
            String where = node.name().equals(node.target()) ? "" : " (node '" + node.name() + "')";
            return refusal("function '%s'%s takes %d argument%s, got %s"
                    .formatted(node.target(), where, takes, takes == 1 ? "" : "s", got));
        }
    }

    private final String target;
    private final Map<String, Arity> arities = new LinkedHashMap<>();

    /**
     * @param target what is called, for messages
     * @param parameters function name to how many arguments it takes, for every function of the plan
     */
    public Admission(String target, Plan plan, ToIntFunction<String> parameters) {
        this.target = target;
        for (Plan.Stage stage : plan.stages()) {
            for (int i = 0; i < stage.chain().size(); i++) {
                Dag.Node node = stage.chain().get(i);
                int fromUpstreams = i > 0 ? 1 : fromUpstreams(stage);
                arities.put(node.name(), new Arity(node, parameters.applyAsInt(node.target()), fromUpstreams));
            }
        }
    }

    private static int fromUpstreams(Plan.Stage stage) {
        return stage.form() instanceof Dag.Race
                ? 1
                : (int) stage.triggers().stream()
                        .filter(Plan.Trigger::passesResult)
                        .count();
    }

    /**
     * @param arguments node name to its fixed arguments
     * @return why not; empty if it can
     */
    public <V> Optional<Failure> check(Map<String, List<V>> arguments) {
        for (String named : arguments.keySet()) {
            if (!arities.containsKey(named)) {
                return refusal("%s has no node '%s' to give arguments to; its nodes are %s"
                        .formatted(target, named, arities.keySet()));
            }
        }
        for (Map.Entry<String, Arity> node : arities.entrySet()) {
            List<V> fixed = arguments.get(node.getKey());
            Optional<Failure> refusal = node.getValue().check(fixed == null ? 0 : fixed.size());
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    private static Optional<Failure> refusal(String message) {
        return Optional.of(Failure.of(ErrorCode.INVALID_ARGUMENT, message));
    }
}
