package io.cloudburst.engine;

import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.FunctionOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which nodes run in one go. A node joins the chain of its upstream when nothing can come between the two: each is the other's only
 * neighbour on that side, the result is always passed, both run once and in the same place (the job, or one pool of workers), no
 * attempt of the second repeats the first, and neither waits in a queue of its function's own: its place there is for that function alone.
 */
record Fusion(
        Dag dag,
        Function<String, FunctionOptions> options,
        Map<String, List<Dag.Edge>> incoming,
        Map<String, List<Dag.Edge>> outgoing) {

    static Fusion of(Dag dag, Function<String, FunctionOptions> options) {
        Map<String, List<Dag.Edge>> incoming = new HashMap<>();
        Map<String, List<Dag.Edge>> outgoing = new HashMap<>();
        dag.nodes().forEach(node -> {
            incoming.put(node.name(), new ArrayList<>());
            outgoing.put(node.name(), new ArrayList<>());
        });
        dag.edges().forEach(edge -> {
            incoming.get(edge.to()).add(edge);
            outgoing.get(edge.from()).add(edge);
        });
        return new Fusion(dag, options, incoming, outgoing);
    }

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
        return obstacle(from, to).isEmpty();
    }

    /** Why two nodes with an edge between them do not run in one go; empty if they do. */
    Optional<String> obstacle(Dag.Node from, Dag.Node to) {
        List<Dag.Edge> out = outgoing.get(from.name());
        if (incoming.get(to.name()).size() > 1) {
            return Optional.of("'%s' has more than one upstream".formatted(to.name()));
        }
        if (out.size() > 1) {
            return Optional.of("'%s' has more than one downstream".formatted(from.name()));
        }
        if (!(out.get(0).condition() instanceof Dag.Always)) {
            return Optional.of("the edge between them has a condition");
        }
        if (!out.get(0).passesResult()) {
            return Optional.of("the edge between them passes no result");
        }
        for (Dag.Node node : List.of(from, to)) {
            if (!(node.form() instanceof Dag.Once)) {
                return Optional.of("'%s' does not run just once".formatted(node.name()));
            }
            if (options.apply(node.target()).hasOwnQueue()) {
                String what = options.apply(node.target()).batch().isPresent() ? "batched" : "limited";
                return Optional.of("'%s' is %s, and has a queue of its own".formatted(node.name(), what));
            }
        }
        for (Dag.Node node : List.of(from, to)) {
            if (options.apply(node.target()).isServed()) {
                return Optional.of("'%s' is served elsewhere".formatted(node.name()));
            }
        }
        if (!options.apply(from.target())
                .remotely()
                .equals(options.apply(to.target()).remotely())) {
            return Optional.of("they do not run on the same workers");
        }
        if (from.placement() != to.placement()) {
            Dag.Node spread = from.placement() == Dag.Placement.SPREAD ? from : to;
            return Optional.of("only '%s' is spread".formatted(spread.name()));
        }
        if (options.apply(to.target()).retry().isPresent()) {
            return Optional.of("'%s' is retried, and that must not repeat '%s'".formatted(to.name(), from.name()));
        }
        return Optional.empty();
    }
}
