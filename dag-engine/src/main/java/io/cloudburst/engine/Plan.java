package io.cloudburst.engine;

import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.RetryPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A DAG as it is run: stages joined by triggers. A chain of nodes with nothing between them is one stage (fusion): its functions
 * run one after the other in one go. Pure data.
 *
 * @param stages in an order in which each comes after its upstreams; the last one is the sink
 */
public record Plan(List<Stage> stages) {

    /** A stage that runs for each element of a list does so in at most so many parts, side by side. */
    public static final int MAX_PARTS = 64;

    /**
     * One or more nodes, run one after the other.
     *
     * @param index in {@link Plan#stages}
     * @param chain the nodes; the first takes the upstreams' results, each other one its predecessor's. Only the first may be more than
     *     plain, and alone if it is; one whose function {@link FunctionOptions#hasOwnQueue} is alone too
     * @param triggers what the first node waits for, in the order of its arguments
     * @param downstreams indices of the stages that have a trigger on this one
     * @param retry of the first node's function; no other node of the chain has one
     */
    public record Stage(
            int index,
            List<Dag.Node> chain,
            List<Trigger> triggers,
            List<Integer> downstreams,
            Optional<RetryPolicy> retry) {
        public Stage {
            chain = List.copyOf(chain);
            triggers = List.copyOf(triggers);
            downstreams = List.copyOf(downstreams);
        }

        public Dag.Form form() {
            return chain.get(0).form();
        }

        public boolean isSpread() {
            return chain.get(0).placement() == Dag.Placement.SPREAD;
        }
    }

    /**
     * That an upstream stage has ended.
     *
     * @param passesResult whether its result is an argument
     */
    public record Trigger(int upstream, When when, boolean passesResult) {}

    /** Which results an edge is taken for. */
    public sealed interface When {
        boolean isMet(Predicate<List<Object>> isOneOf);

        /** Any. */
        record Any() implements When {
            @Override
            public boolean isMet(Predicate<List<Object>> isOneOf) {
                return true;
            }
        }

        /** One of these, if {@code oneOf}; else all others. */
        record Compared(List<Object> scalars, boolean oneOf) implements When {
            @Override
            public boolean isMet(Predicate<List<Object>> isOneOf) {
                return isOneOf.test(scalars) == oneOf;
            }
        }
    }

    public Plan {
        stages = List.copyOf(stages);
    }

    /** A single function is a DAG of one node that is named like it. */
    public static Plan of(String function, FunctionOptions options) {
        return of(Dag.chain(function, function), name -> options);
    }

    /**
     * @param dag without sub-DAGs
     * @param options of each of its functions, by name
     */
    public static Plan of(Dag dag, Function<String, FunctionOptions> options) {
        dag.nodes().forEach(node -> {
            if (node.form() instanceof Dag.SubDag) {
                throw new CloudburstException(
                        ErrorCode.DAG_INVALID, "node '%s' is a DAG; flatten it first".formatted(node.name()));
            }
        });
        Fusion fusion = Fusion.of(dag, options);
        Map<String, List<Dag.Edge>> incoming = fusion.incoming();
        Map<String, List<Dag.Edge>> outgoing = fusion.outgoing();
        List<List<Dag.Node>> chains = sorted(fusion.chains(), incoming);

        Map<String, Integer> stageOf = new HashMap<>();
        for (int i = 0; i < chains.size(); i++) {
            for (Dag.Node node : chains.get(i)) {
                stageOf.put(node.name(), i);
            }
        }
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < chains.size(); i++) {
            List<Dag.Node> chain = chains.get(i);
            Dag.Node head = chain.get(0);
            stages.add(new Stage(
                    i,
                    chain,
                    incoming.get(head.name()).stream()
                            .map(edge ->
                                    new Trigger(stageOf.get(edge.from()), when(edge, outgoing), edge.passesResult()))
                            .toList(),
                    outgoing.get(chain.get(chain.size() - 1).name()).stream()
                            .map(edge -> stageOf.get(edge.to()))
                            .toList(),
                    options.apply(head.target()).retry()));
        }
        return new Plan(stages);
    }

    private static When when(Dag.Edge edge, Map<String, List<Dag.Edge>> outgoing) {
        if (edge.condition() instanceof Dag.OneOf oneOf) {
            return new When.Compared(oneOf.values(), true);
        }
        if (edge.condition() instanceof Dag.Always) {
            return new When.Any();
        }
        List<Object> others = new ArrayList<>();
        for (Dag.Edge other : outgoing.get(edge.from())) {
            if (other.condition() instanceof Dag.OneOf oneOf) {
                others.addAll(oneOf.values());
            }
        }
        return new When.Compared(others, false);
    }

    /** The stage whose result is the run's. */
    public Stage sink() {
        return stages.get(stages.size() - 1);
    }

    /** All nodes, stage by stage. */
    public List<Dag.Node> nodes() {
        return stages.stream().flatMap(stage -> stage.chain().stream()).toList();
    }

    /** Each chain after those that it takes results from; otherwise in the order of the DAG. The sink is last by itself. */
    private static List<List<Dag.Node>> sorted(List<List<Dag.Node>> chains, Map<String, List<Dag.Edge>> incoming) {
        Map<String, List<Dag.Node>> chainByTail = new HashMap<>();
        chains.forEach(chain -> chainByTail.put(chain.get(chain.size() - 1).name(), chain));
        Map<List<Dag.Node>, Boolean> placed = new LinkedHashMap<>();
        // Depth first by an explicit stack: a DAG may be a thousand nodes deep.
        for (List<Dag.Node> start : chains) {
            List<List<Dag.Node>> stack = new ArrayList<>(List.of(start));
            while (!stack.isEmpty()) {
                List<Dag.Node> chain = stack.get(stack.size() - 1);
                List<List<Dag.Node>> missing = incoming.get(chain.get(0).name()).stream()
                        .map(edge -> chainByTail.get(edge.from()))
                        .filter(above -> !placed.containsKey(above))
                        .toList();
                if (missing.isEmpty()) {
                    placed.putIfAbsent(chain, true);
                    stack.remove(stack.size() - 1);
                } else {
                    stack.addAll(missing);
                }
            }
        }
        return List.copyOf(placed.keySet());
    }
}
