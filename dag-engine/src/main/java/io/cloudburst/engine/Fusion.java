package io.cloudburst.engine;

import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.FunctionOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Which nodes run in one go. A node joins the chain of its upstream when nothing can come between the two: each is the other's only
 * neighbour on that side, the result is always passed, both run once and in the same place, no attempt of the second repeats the
 * first, and neither waits in a queue of its function's own: its place there is for that function alone.
 */
record Fusion(
        Dag dag,
        Function<String, FunctionOptions> options,
        Map<String, List<Dag.Edge>> incoming,
        Map<String, List<Dag.Edge>> outgoing) {

    /** In the order of the DAG; each node in one of them. */
    List<List<Dag.Node>> chains() {
        Map<String, Dag.Node> nodes = new LinkedHashMap<>();
        dag.nodes().forEach(node -> nodes.put(node.name(), node));
        List<List<Dag.Node>> chains = new ArrayList<>();
        for (Dag.Node head : dag.nodes()) {
            if (incoming.get(head.name()).size() == 1
                    && fuses(nodes.get(incoming.get(head.name()).get(0).from()), head)) {
                continue;
            }
            List<Dag.Node> chain = new ArrayList<>(List.of(head));
            Dag.Node tail = head;
            while (outgoing.get(tail.name()).size() == 1) {
                Dag.Node next = nodes.get(outgoing.get(tail.name()).get(0).to());
                if (!fuses(tail, next)) {
                    break;
                }
                chain.add(next);
                tail = next;
            }
            chains.add(chain);
        }
        return chains;
    }

    private boolean fuses(Dag.Node from, Dag.Node to) {
        List<Dag.Edge> out = outgoing.get(from.name());
        return out.size() == 1
                && incoming.get(to.name()).size() == 1
                && out.get(0).condition() instanceof Dag.Always
                && out.get(0).passesResult()
                && from.form() instanceof Dag.Once
                && to.form() instanceof Dag.Once
                && from.placement() == to.placement()
                && !options.apply(from.target()).hasOwnQueue()
                && !options.apply(to.target()).hasOwnQueue()
                && options.apply(to.target()).retry().isEmpty();
    }
}
