package io.cloudburst.sdk;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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
 * <p>A node with an upstream that has failed fails as well, unless it is a {@link Race}, and the DAG fails as soon as its sink is sure
 * to. What only a race would have taken may fail without harm.
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

    /**
     * A place in the graph, and what runs there.
     *
     * @param target the name of a function, or of a DAG where {@code form} is {@link SubDag}
     */
    public record Node(String name, String target, Form form, Placement placement) {
        public Node {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(target, "target");
            Objects.requireNonNull(form, "form");
            Objects.requireNonNull(placement, "placement");
        }

        /** A node whose function runs once, beside the others. */
        public Node(String name, String function) {
            this(name, function, new Once(), Placement.COLOCATED);
        }
    }

    /** How often the target of a node runs, and when. */
    public sealed interface Form {}

    /** Once, when all upstreams are done. */
    public record Once() implements Form {}

    /**
     * Once for each element of the list that is its last argument, side by side. The node's result is the list of the results, in the
     * order of the elements.
     */
    public record Each() implements Form {}

    /**
     * For each upstream result as it comes, with that one after the fixed arguments, until a run gives a valid result: the first wins.
     * An upstream that fails, and a run of the node that fails, are passed over; if none is left the node fails, with the last failure
     * if there was one. It is skipped only if no edge that leads to it is taken and no upstream has failed.
     *
     * @param invalid scalars: results that equal one of these are not valid
     */
    public record Race(List<Object> invalid) implements Form {
        public Race {
            invalid = withNulls(invalid);
        }
    }

    /**
     * The nodes of another DAG, as it is registered when a call begins. Its sources take what comes in here, its sink's result goes
     * out; where its sink is skipped, no edge from here is taken. In a call its nodes are named {@code node.inner}.
     */
    public record SubDag() implements Form {}

    /** Where a node runs. */
    public enum Placement {
        /** Where the run is: beside the others, so that what they share is in one session and one cache. */
        COLOCATED,
        /** On whichever executor its place in the run falls: for heavy nodes that would starve each other. */
        SPREAD
    }

    /**
     * The result of one node is an argument of the other.
     *
     * <p>An edge that is not taken, because its condition does not hold or because {@code from} was skipped itself, gives null. A node
     * is skipped if it has conditional incoming edges and none of them is taken, or if none of its incoming edges is taken at all. A
     * DAG whose sink is skipped has the result null.
     *
     * @param passesResult false: {@code to} waits for {@code from}, and gets no argument from it
     */
    public record Edge(String from, String to, Condition condition, boolean passesResult) {
        public Edge {
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(to, "to");
            Objects.requireNonNull(condition, "condition");
        }

        /** An edge that is always taken and passes the result. */
        public Edge(String from, String to) {
            this(from, to, new Always(), true);
        }

        @Override
        public String toString() {
            return from + " -> " + to;
        }
    }

    /** When an edge is taken. */
    public sealed interface Condition {}

    public record Always() implements Condition {}

    /** When the result equals one of these scalars; numbers are compared by their value. */
    public record OneOf(List<Object> values) implements Condition {
        public OneOf {
            values = withNulls(values);
        }
    }

    /** When no edge of the same node with a {@link OneOf} is taken. */
    public record Otherwise() implements Condition {}

    private static List<Object> withNulls(List<Object> values) {
        return Collections.unmodifiableList(new ArrayList<>(values));
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

    /** The edges that lead to {@code node}, in the order of its arguments. */
    public List<Edge> edgesTo(String node) {
        return edges.stream().filter(e -> e.to().equals(node)).toList();
    }

    /** How many arguments {@code node} gets from its upstreams. */
    public int argumentsFromUpstreams(Node node) {
        if (node.form() instanceof Race) {
            return 1;
        }
        return (int) edgesTo(node.name()).stream().filter(Edge::passesResult).count();
    }

    private static void validate(String name, List<Node> nodes, List<Edge> edges) {
        if (nodes.isEmpty() || nodes.size() > MAX_NODES) {
            throw invalid(name, "it has %d nodes; give it 1 to %d".formatted(nodes.size(), MAX_NODES));
        }
        Map<String, List<String>> downstreams = new HashMap<>();
        for (Node node : nodes) {
            Names.check("node", node.name());
            Names.check(node.form() instanceof SubDag ? "DAG" : "function", node.target());
            if (node.form() instanceof SubDag && node.target().equals(name)) {
                throw invalid(name, "node '%s' is the DAG itself".formatted(node.name()));
            }
            if (downstreams.put(node.name(), new ArrayList<>()) != null) {
                throw invalid(name, "two nodes are named '%s'; give one of them another name".formatted(node.name()));
            }
        }
        nodes.forEach(node -> checkInside(name, node, nodes));
        Set<List<String>> seen = new HashSet<>();
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
            if (!seen.add(List.of(edge.from(), edge.to()))) {
                throw invalid(name, "edge %s stands in it twice".formatted(edge));
            }
            downstreams.get(edge.from()).add(edge.to());
            pending.merge(edge.to(), 1, Integer::sum);
        }
        refuseCycles(name, downstreams, pending);
        edges.forEach(edge -> checkCondition(name, edge, edges));
        nodes.forEach(node -> checkRace(name, node, edges));
        List<String> sinks = nodes.stream()
                .map(Node::name)
                .filter(n -> downstreams.get(n).isEmpty())
                .toList();
        if (sinks.size() != 1) {
            throw invalid(
                    name, "it has %d sinks %s; one node's result must be the DAG's".formatted(sinks.size(), sinks));
        }
    }

    /** What is inside of a DAG that is a node is named {@code node.inner}: no other node may be. */
    private static void checkInside(String name, Node place, List<Node> nodes) {
        if (place.form() instanceof SubDag) {
            nodes.stream()
                    .filter(other -> other.name().startsWith(place.name() + "."))
                    .findFirst()
                    .ifPresent(other -> {
                        throw invalid(
                                name,
                                "node '%s' is named like one inside of node '%s', which is a DAG; give it another name"
                                        .formatted(other.name(), place.name()));
                    });
        }
    }

    private static void checkCondition(String name, Edge edge, List<Edge> edges) {
        if (edge.condition() instanceof Otherwise
                && edges.stream().noneMatch(e -> e.from().equals(edge.from()) && e.condition() instanceof OneOf)) {
            throw invalid(
                    name,
                    "edge %s is taken otherwise, but no edge of '%s' has a condition".formatted(edge, edge.from()));
        }
        if (edge.condition() instanceof OneOf oneOf && oneOf.values().isEmpty()) {
            throw invalid(name, "edge %s is never taken: give its condition at least one value".formatted(edge));
        }
        if (edge.condition() instanceof OneOf oneOf) {
            checkScalars(name, "edge " + edge, oneOf.values());
        }
    }

    private static void checkScalars(String name, String where, List<Object> values) {
        for (Object value : values) {
            if (!(value == null
                    || value instanceof Boolean
                    || value instanceof Integer
                    || value instanceof Long
                    || value instanceof Double
                    || value instanceof String)) {
                throw invalid(
                        name,
                        "%s compares results with a %s; give it null, booleans, int, long, double and strings"
                                .formatted(where, value.getClass().getName()));
            }
        }
    }

    private static void checkRace(String name, Node node, List<Edge> edges) {
        if (node.form() instanceof Race race) {
            checkScalars(name, "node '" + node.name() + "'", race.invalid());
            List<Edge> incoming =
                    edges.stream().filter(e -> e.to().equals(node.name())).toList();
            if (incoming.isEmpty() || !incoming.stream().allMatch(Edge::passesResult)) {
                throw invalid(
                        name,
                        "node '%s' is a race, so it needs upstreams that all pass their results"
                                .formatted(node.name()));
            }
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
        public Builder node(String function, NodeOption... options) {
            return node(function, function, options);
        }

        public Builder node(String nodeName, String function, NodeOption... options) {
            Node node = new Node(nodeName, function);
            for (NodeOption option : options) {
                node = option.of(node);
            }
            nodes.add(node);
            return this;
        }

        /** Adds a node that is another DAG. */
        public Builder dag(String nodeName, String dagName) {
            nodes.add(new Node(nodeName, dagName, new SubDag(), Placement.COLOCATED));
            return this;
        }

        public Builder edge(String from, String to, EdgeOption... options) {
            Edge edge = new Edge(from, to);
            for (EdgeOption option : options) {
                edge = option.of(edge);
            }
            edges.add(edge);
            return this;
        }

        public Dag build() {
            return new Dag(name, nodes, edges);
        }
    }

    /** What makes a node more than plain. */
    @FunctionalInterface
    public interface NodeOption {
        Node of(Node node);
    }

    /** What makes an edge more than plain. */
    @FunctionalInterface
    public interface EdgeOption {
        Edge of(Edge edge);
    }

    /** {@code when(null)} gives no array at all. */
    private static List<Object> listed(Object[] results) {
        return results == null ? Collections.singletonList(null) : Arrays.asList(results);
    }

    /** See {@link Each}. */
    public static NodeOption each() {
        return node -> new Node(node.name(), node.target(), new Each(), node.placement());
    }

    /** See {@link Race}. */
    public static NodeOption race(Object... invalidResults) {
        return node -> new Node(node.name(), node.target(), new Race(listed(invalidResults)), node.placement());
    }

    /** See {@link Placement#SPREAD}. */
    public static NodeOption spread() {
        return node -> new Node(node.name(), node.target(), node.form(), Placement.SPREAD);
    }

    /** See {@link OneOf}. */
    public static EdgeOption when(Object... results) {
        return edge -> new Edge(edge.from(), edge.to(), new OneOf(listed(results)), edge.passesResult());
    }

    /** See {@link Otherwise}. */
    public static EdgeOption otherwise() {
        return edge -> new Edge(edge.from(), edge.to(), new Otherwise(), edge.passesResult());
    }

    /** The downstream node only waits for the upstream one, and takes no argument from it. */
    public static EdgeOption withoutResult() {
        return edge -> new Edge(edge.from(), edge.to(), edge.condition(), false);
    }
}
