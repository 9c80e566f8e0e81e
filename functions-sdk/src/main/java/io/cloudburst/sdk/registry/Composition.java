package io.cloudburst.sdk.registry;

import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** DAGs made of DAGs: sub-DAGs put in the places of their nodes, and continuations put behind one another. */
public final class Composition {
    /** The most levels of DAGs in DAGs. */
    public static final int MAX_DEPTH = 16;

    private Composition() {}

    /**
     * The same without sub-DAGs: their nodes, named {@code node.inner}, in their place.
     *
     * @param registered finds the DAGs that nodes name
     * @throws CloudburstException {@link ErrorCode#DAG_NOT_FOUND} if there is no such DAG; {@link ErrorCode#DAG_INVALID} if DAGs contain
     *     each other, or what comes out has too many nodes
     */
    public static Dag flatten(Dag dag, Function<String, Optional<Dag>> registered) {
        return flatten(dag, registered, List.of(dag.name()));
    }

    private static Dag flatten(Dag dag, Function<String, Optional<Dag>> registered, List<String> path) {
        if (dag.nodes().stream().noneMatch(node -> node.form() instanceof Dag.SubDag)) {
            return dag;
        }
        List<Dag.Node> nodes = new ArrayList<>();
        List<Dag.Edge> edges = new ArrayList<>(dag.edges());
        for (Dag.Node node : dag.nodes()) {
            if (!(node.form() instanceof Dag.SubDag)) {
                nodes.add(node);
                continue;
            }
            Dag inner = inner(node, registered, path);
            List<String> innerPath = new ArrayList<>(path);
            innerPath.add(node.target());
            splice(prefixed(flatten(inner, registered, innerPath), node.name()), node.name(), nodes, edges);
            // Before it has grown out of all bounds.
            if (nodes.size() > Dag.MAX_NODES) {
                throw new CloudburstException(
                        ErrorCode.DAG_INVALID,
                        "DAG '%s' is not valid: with the nodes of the DAGs in it, up to node '%s', it has %d; at most %d are allowed"
                                .formatted(dag.name(), node.name(), nodes.size(), Dag.MAX_NODES));
            }
        }
        return new Dag(dag.name(), nodes, edges);
    }

    private static Dag inner(Dag.Node node, Function<String, Optional<Dag>> registered, List<String> path) {
        if (path.contains(node.target()) || path.size() >= MAX_DEPTH) {
            throw new CloudburstException(
                    ErrorCode.DAG_INVALID,
                    "DAG '%s' is not valid: node '%s' leads from DAG to DAG in a circle or more than %d deep: %s, %s"
                            .formatted(path.get(0), node.name(), MAX_DEPTH, String.join(", ", path), node.target()));
        }
        return registered
                .apply(node.target())
                .orElseThrow(() -> new CloudburstException(
                        ErrorCode.DAG_NOT_FOUND,
                        "no DAG is registered as '%s', which node '%s' of DAG '%s' is; register it first"
                                .formatted(node.target(), node.name(), path.get(path.size() - 1))));
    }

    /** Puts {@code inner} where {@code place} is: what leads there leads to its sources, what comes from there comes from its sink. */
    private static void splice(Dag inner, String place, List<Dag.Node> nodes, List<Dag.Edge> edges) {
        nodes.addAll(inner.nodes());
        String sink = inner.sink().name();
        List<Dag.Node> sources = sources(inner);
        List<Dag.Edge> outer = List.copyOf(edges);
        edges.clear();
        for (Dag.Edge edge : outer) {
            String from = edge.from().equals(place) ? sink : edge.from();
            if (edge.to().equals(place)) {
                sources.forEach(
                        source -> edges.add(new Dag.Edge(from, source.name(), edge.condition(), edge.passesResult())));
            } else {
                edges.add(new Dag.Edge(from, edge.to(), edge.condition(), edge.passesResult()));
            }
        }
        edges.addAll(inner.edges());
    }

    /** The name that a node of the {@code index}th continuation (from 1) has in the whole. */
    public static String continued(int index, String node) {
        return "then" + index + "." + node;
    }

    /**
     * One DAG after the other: each result is an argument of the next one's sources.
     *
     * @param dags at least one, without sub-DAGs; the nodes of those after the first are renamed by {@link #continued}
     * @throws CloudburstException {@link ErrorCode#DAG_INVALID} if what comes out has too many nodes
     */
    public static Dag continued(List<Dag> dags) {
        Dag whole = dags.get(0);
        for (int i = 1; i < dags.size(); i++) {
            Dag next = prefixed(dags.get(i), "then" + i);
            List<Dag.Node> nodes = new ArrayList<>(whole.nodes());
            nodes.addAll(next.nodes());
            List<Dag.Edge> edges = new ArrayList<>(whole.edges());
            String sink = whole.sink().name();
            sources(next).forEach(source -> edges.add(new Dag.Edge(sink, source.name())));
            edges.addAll(next.edges());
            whole = new Dag(whole.name(), nodes, edges);
        }
        return whole;
    }

    private static List<Dag.Node> sources(Dag dag) {
        Set<String> fed = dag.edges().stream().map(Dag.Edge::to).collect(Collectors.toSet());
        return dag.nodes().stream().filter(node -> !fed.contains(node.name())).toList();
    }

    private static Dag prefixed(Dag dag, String prefix) {
        return new Dag(
                dag.name(),
                dag.nodes().stream()
                        .map(node ->
                                new Dag.Node(prefix + "." + node.name(), node.target(), node.form(), node.placement()))
                        .toList(),
                dag.edges().stream()
                        .map(edge -> new Dag.Edge(
                                prefix + "." + edge.from(),
                                prefix + "." + edge.to(),
                                edge.condition(),
                                edge.passesResult()))
                        .toList());
    }
}
