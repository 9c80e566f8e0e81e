package io.cloudburst.sdk;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A composition of functions: a directed, acyclic graph with one sink, whose result is the DAG's. A node's arguments are the
 * fixed ones of the call, followed by the results of its upstream nodes in the order of {@link #edges()}. Nodes without
 * upstreams start at once and side by side.
 *
 * <p>Always valid: whatever makes a {@code Dag} throws {@link ErrorCode#DAG_INVALID} and names the node or edge at fault.
 * Whether its functions exist is checked when it is registered.
 *
 * @param nodes at least one, with unique names
 * @param edges each between two nodes, none twice
 */
public record Dag(String name, List<Node> nodes, List<Edge> edges) {

    /** The most nodes that a DAG may have. */
    public static final int MAX_NODES = 1_000;

    /** A place in the graph, and the function that runs there. */
    public record Node(String name, String function) {
        public Node {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(function, "function");
        }
    }

    /** The result of one node is an argument of the other. */
    public record Edge(String from, String to) {
        public Edge {
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(to, "to");
        }

        @Override
        public String toString() {
            return from + " -> " + to;
        }
    }

    public Dag {
        Names.check("DAG", name);
        nodes = List.copyOf(nodes);
        edges = List.copyOf(edges);
        validate(name, nodes, edges);
    }

    /** A DAG in which each function's result is the next one's argument. */
    public static Dag chain(String name, String... functions) {
        Builder builder = named(name);
        for (int i = 0; i < functions.length; i++) {
            builder.node(functions[i]);
            if (i > 0) {
                builder.edge(functions[i - 1], functions[i]);
            }
        }
        return builder.build();
    }

    public static Builder named(String name) {
        return new Builder(name);
    }

    /** The node whose result is the DAG's. */
    public Node sink() {
        Set<String> inner = edges.stream().map(Edge::from).collect(Collectors.toSet());
        return nodes.stream().filter(n -> !inner.contains(n.name())).findFirst().orElseThrow();
    }

    /** The nodes whose results {@code node} takes, in the order of its arguments. */
    public List<String> upstreamsOf(String node) {
        return edges.stream().filter(e -> e.to().equals(node)).map(Edge::from).toList();
    }

    private static void validate(String name, List<Node> nodes, List<Edge> edges) {
        if (nodes.isEmpty() || nodes.size() > MAX_NODES) {
            throw invalid(name, "it has %d nodes; give it 1 to %d".formatted(nodes.size(), MAX_NODES));
        }
        Map<String, List<String>> downstreams = new HashMap<>();
        for (Node node : nodes) {
            Names.check("node", node.name());
            Names.check("function", node.function());
            if (downstreams.put(node.name(), new ArrayList<>()) != null) {
                throw invalid(name, "two nodes are named '%s'; give one of them another name".formatted(node.name()));
            }
        }
        Set<Edge> seen = new HashSet<>();
        Map<String, Integer> pending = new HashMap<>();
        for (Edge edge : edges) {
            for (String end : List.of(edge.from(), edge.to())) {
                if (!downstreams.containsKey(end)) {
                    throw invalid(
                            name,
                            "edge %s names '%s', which is not one of its nodes %s"
                                    .formatted(edge, end, downstreams.keySet()));
                }
            }
            if (!seen.add(edge)) {
                throw invalid(name, "edge %s stands in it twice".formatted(edge));
            }
            downstreams.get(edge.from()).add(edge.to());
            pending.merge(edge.to(), 1, Integer::sum);
        }
        refuseCycles(name, downstreams, pending);
        List<String> sinks = nodes.stream()
                .map(Node::name)
                .filter(n -> downstreams.get(n).isEmpty())
                .toList();
        if (sinks.size() != 1) {
            throw invalid(
                    name, "it has %d sinks %s; one node's result must be the DAG's".formatted(sinks.size(), sinks));
        }
    }

    private static void refuseCycles(String name, Map<String, List<String>> downstreams, Map<String, Integer> pending) {
        Deque<String> ready = new ArrayDeque<>();
        downstreams.keySet().stream().filter(n -> !pending.containsKey(n)).forEach(ready::add);
        int sorted = 0;
        while (!ready.isEmpty()) {
            sorted++;
            for (String next : downstreams.get(ready.remove())) {
                if (pending.merge(next, -1, Integer::sum) == 0) {
                    ready.add(next);
                }
            }
        }
        if (sorted < downstreams.size()) {
            List<String> stuck = downstreams.keySet().stream()
                    .filter(n -> pending.getOrDefault(n, 0) > 0)
                    .sorted()
                    .toList();
            throw invalid(name, "it has a cycle through some of %s; remove an edge of it".formatted(stuck));
        }
    }

    private static CloudburstException invalid(String name, String why) {
        return new CloudburstException(ErrorCode.DAG_INVALID, "DAG '%s' is not valid: %s".formatted(name, why));
    }

    /** Collects nodes and edges; not safe for use by several threads. */
    public static final class Builder {
        private final String name;
        private final List<Node> nodes = new ArrayList<>();
        private final List<Edge> edges = new ArrayList<>();

        private Builder(String name) {
            this.name = name;
        }

        /** Adds a node that is named like its function. */
        public Builder node(String function) {
            return node(function, function);
        }

        public Builder node(String nodeName, String function) {
            nodes.add(new Node(nodeName, function));
            return this;
        }

        public Builder edge(String from, String to) {
            edges.add(new Edge(from, to));
            return this;
        }

        public Dag build() {
            return new Dag(name, nodes, edges);
        }
    }
}
