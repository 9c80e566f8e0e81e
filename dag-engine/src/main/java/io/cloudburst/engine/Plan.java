package io.cloudburst.engine;

import io.cloudburst.sdk.Dag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A DAG as it is run: stages joined by triggers. A chain of nodes with nothing between them is one stage (fusion): its functions
 * run one after the other in one go. A stage starts when all its upstreams are done. Pure data.
 *
 * @param stages in an order in which each comes after its upstreams; the last one is the sink
 */
public record Plan(List<Stage> stages) {

    /**
     * One or more nodes, run one after the other.
     *
     * @param index in {@link Plan#stages}
     * @param chain the nodes; the first takes the upstreams' results, each other one its predecessor's
     * @param upstreams indices of the stages whose results the first node takes, in the order of its arguments
     * @param downstreams indices of the stages that take this one's result
     */
    public record Stage(int index, List<Dag.Node> chain, List<Integer> upstreams, List<Integer> downstreams) {
        public Stage {
            chain = List.copyOf(chain);
            upstreams = List.copyOf(upstreams);
            downstreams = List.copyOf(downstreams);
        }
    }

    public Plan {
        stages = List.copyOf(stages);
    }

    /** A single function is a DAG of one node that is named like it. */
    public static Plan of(String function) {
        return new Plan(List.of(new Stage(0, List.of(new Dag.Node(function, function)), List.of(), List.of())));
    }

    public static Plan of(Dag dag) {
        Map<String, List<String>> upstreams = new HashMap<>();
        Map<String, List<String>> downstreams = new HashMap<>();
        dag.nodes().forEach(node -> {
            upstreams.put(node.name(), new ArrayList<>());
            downstreams.put(node.name(), new ArrayList<>());
        });
        dag.edges().forEach(edge -> {
            upstreams.get(edge.to()).add(edge.from());
            downstreams.get(edge.from()).add(edge.to());
        });
        List<List<Dag.Node>> chains = sorted(fuse(dag, upstreams, downstreams), upstreams);

        Map<String, Integer> stageOf = new HashMap<>();
        for (int i = 0; i < chains.size(); i++) {
            for (Dag.Node node : chains.get(i)) {
                stageOf.put(node.name(), i);
            }
        }
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < chains.size(); i++) {
            List<Dag.Node> chain = chains.get(i);
            stages.add(new Stage(
                    i,
                    chain,
                    upstreams.get(chain.get(0).name()).stream()
                            .map(stageOf::get)
                            .toList(),
                    downstreams.get(chain.get(chain.size() - 1).name()).stream()
                            .map(stageOf::get)
                            .toList()));
        }
        return new Plan(stages);
    }

    /** The stage whose result is the run's. */
    public Stage sink() {
        return stages.get(stages.size() - 1);
    }

    /** All nodes, stage by stage. */
    public List<Dag.Node> nodes() {
        return stages.stream().flatMap(stage -> stage.chain().stream()).toList();
    }

    /** A node joins the chain of its upstream when that is its only one, and it is that one's only downstream. */
    private static List<List<Dag.Node>> fuse(
            Dag dag, Map<String, List<String>> upstreams, Map<String, List<String>> downstreams) {
        Map<String, Dag.Node> nodes = new LinkedHashMap<>();
        dag.nodes().forEach(node -> nodes.put(node.name(), node));
        List<List<Dag.Node>> chains = new ArrayList<>();
        for (Dag.Node head : dag.nodes()) {
            List<String> above = upstreams.get(head.name());
            if (above.size() == 1 && downstreams.get(above.get(0)).size() == 1) {
                continue;
            }
            List<Dag.Node> chain = new ArrayList<>(List.of(head));
            List<String> below = downstreams.get(head.name());
            while (below.size() == 1 && upstreams.get(below.get(0)).size() == 1) {
                chain.add(nodes.get(below.get(0)));
                below = downstreams.get(below.get(0));
            }
            chains.add(chain);
        }
        return chains;
    }

    /** Each chain after those that it takes results from; otherwise in the order of the DAG. The sink is last by itself. */
    private static List<List<Dag.Node>> sorted(List<List<Dag.Node>> chains, Map<String, List<String>> upstreams) {
        Map<String, List<Dag.Node>> chainByTail = new HashMap<>();
        chains.forEach(chain -> chainByTail.put(chain.get(chain.size() - 1).name(), chain));
        Map<List<Dag.Node>, Boolean> placed = new LinkedHashMap<>();
        // Depth first by an explicit stack: a DAG may be a thousand nodes deep.
        for (List<Dag.Node> start : chains) {
            List<List<Dag.Node>> stack = new ArrayList<>(List.of(start));
            while (!stack.isEmpty()) {
                List<Dag.Node> chain = stack.get(stack.size() - 1);
                List<List<Dag.Node>> missing = upstreams.get(chain.get(0).name()).stream()
                        .map(chainByTail::get)
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
