package io.cloudburst.engine;

import io.cloudburst.sdk.Dag;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What a call may answer, by what {@link Dag} says and without plan, stages, or time: node after node, in every way in which its races
 * and failures may turn out. DAGs in DAGs are evaluated as what they are.
 */
final class Meaning {
    /** How a node turns out. */
    private sealed interface Outcome {}

    private record Result(Object value) implements Outcome {}

    private record Skipped() implements Outcome {}

    /** With one of these messages. */
    private record Failed(Set<String> messages) implements Outcome {}

    private static final int MAX_WAYS = 100_000;

    private final Scenario scenario;
    private int ways;

    private Meaning(Scenario scenario) {
        this.scenario = scenario;
    }

    /** {@code = result} or {@code ! message}, of every answer that is right; empty if there are too many ways to it. */
    static Set<String> answers(Scenario scenario) {
        Meaning meaning = new Meaning(scenario);
        Set<Outcome> outcomes = Set.of();
        for (int i = 0; i < scenario.dags.size() && meaning.ways <= MAX_WAYS; i++) {
            Dag dag = scenario.dags.get(i);
            if (i == 0) {
                outcomes = meaning.dag(dag, "", List.of());
                continue;
            }
            Set<Outcome> after = new HashSet<>();
            for (Outcome before : outcomes) {
                if (before instanceof Result result) {
                    after.addAll(meaning.dag(dag, "then" + i + ".", Collections.singletonList(result.value())));
                } else {
                    after.add(before);
                }
            }
            outcomes = after;
        }
        if (meaning.ways > MAX_WAYS) {
            return Set.of();
        }
        Set<String> answers = new HashSet<>();
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Failed failed) {
                failed.messages().forEach(message -> answers.add("! " + message));
            } else {
                answers.add("= " + (outcome instanceof Result result ? result.value() : null));
            }
        }
        return answers;
    }

    /** @param passed what the sources get after their fixed arguments */
    private Set<Outcome> dag(Dag dag, String prefix, List<Object> passed) {
        Set<Outcome> sinks = new HashSet<>();
        explore(dag, prefix, passed, sorted(dag), 0, new HashMap<>(), sinks);
        return sinks;
    }

    private void explore(
            Dag dag,
            String prefix,
            List<Object> passed,
            List<Dag.Node> order,
            int next,
            Map<String, Outcome> soFar,
            Set<Outcome> sinks) {
        if (next == order.size()) {
            ways++;
            sinks.add(soFar.get(order.get(next - 1).name()));
            return;
        }
        for (Outcome outcome : node(dag, prefix, passed, order.get(next), soFar)) {
            if (ways > MAX_WAYS) {
                return;
            }
            soFar.put(order.get(next).name(), outcome);
            explore(dag, prefix, passed, order, next + 1, soFar, sinks);
        }
    }

    private static List<Dag.Node> sorted(Dag dag) {
        Set<Dag.Node> sorted = new LinkedHashSet<>();
        while (sorted.size() < dag.nodes().size()) {
            Set<String> names = new HashSet<>();
            sorted.forEach(node -> names.add(node.name()));
            for (Dag.Node node : dag.nodes()) {
                if (dag.edgesTo(node.name()).stream().allMatch(edge -> names.contains(edge.from()))) {
                    sorted.add(node);
                }
            }
        }
        // The sink is last, because all others lead to it.
        return List.copyOf(sorted);
    }

    private Set<Outcome> node(Dag dag, String prefix, List<Object> passed, Dag.Node node, Map<String, Outcome> soFar) {
        List<Dag.Edge> edges = dag.edgesTo(node.name());
        List<Object> fixed = scenario.arguments.getOrDefault(prefix + node.name(), List.of());
        Set<String> failures = new HashSet<>();
        for (Dag.Edge edge : edges) {
            if (soFar.get(edge.from()) instanceof Failed failed) {
                failures.addAll(failed.messages());
            }
        }
        if (node.form() instanceof Dag.Race race) {
            return race(dag, prefix, node, race, fixed, failures, soFar);
        }
        if (!failures.isEmpty()) {
            return Set.of(new Failed(failures));
        }
        List<Dag.Edge> conditional = edges.stream()
                .filter(e -> !(e.condition() instanceof Dag.Always))
                .toList();
        List<Dag.Edge> decisive = conditional.isEmpty() ? edges : conditional;
        if (!edges.isEmpty() && decisive.stream().noneMatch(edge -> isTaken(dag, edge, soFar))) {
            return Set.of(new Skipped());
        }
        List<Object> fromAbove = new ArrayList<>(edges.isEmpty() ? passed : List.of());
        for (Dag.Edge edge : edges) {
            if (edge.passesResult()) {
                fromAbove.add(isTaken(dag, edge, soFar) ? ((Result) soFar.get(edge.from())).value() : null);
            }
        }
        if (node.form() instanceof Dag.SubDag) {
            return dag(scenario.find(node.target()).orElseThrow(), prefix + node.name() + ".", fromAbove);
        }
        List<Object> all = new ArrayList<>(fixed);
        all.addAll(fromAbove);
        return node.form() instanceof Dag.Each ? each(prefix, node, all) : call(node.target(), all);
    }

    private Set<Outcome> each(String prefix, Dag.Node node, List<Object> arguments) {
        int last = arguments.size() - 1;
        if (!(arguments.get(last) instanceof List<?> elements)) {
            return Set.of(new Failed(Set.of("node '" + prefix + node.name() + "' runs for each")));
        }
        boolean mayFail = false;
        boolean maySucceed = true;
        List<Object> results = new ArrayList<>();
        for (Object element : elements) {
            List<Object> own = new ArrayList<>(arguments);
            own.set(last, element);
            mayFail |= scenario.functions.mayFail(node.target(), own);
            maySucceed &= scenario.functions.maySucceed(node.target(), own);
            results.add(scenario.functions.result(node.target(), own));
        }
        Set<Outcome> outcomes = new HashSet<>();
        if (maySucceed) {
            outcomes.add(new Result(results));
        }
        if (mayFail) {
            outcomes.add(new Failed(Set.of(SimulatedFunctions.message(node.target()))));
        }
        return outcomes;
    }

    private Set<Outcome> call(String function, List<Object> arguments) {
        Set<Outcome> outcomes = new HashSet<>();
        if (scenario.functions.maySucceed(function, arguments)) {
            outcomes.add(new Result(scenario.functions.result(function, arguments)));
        }
        if (scenario.functions.mayFail(function, arguments)) {
            outcomes.add(new Failed(Set.of(SimulatedFunctions.message(function))));
        }
        return outcomes;
    }

    private Set<Outcome> race(
            Dag dag,
            String prefix,
            Dag.Node node,
            Dag.Race race,
            List<Object> fixed,
            Set<String> upstreamFailures,
            Map<String, Outcome> soFar) {
        Set<Outcome> outcomes = new HashSet<>();
        Set<String> failures = new HashSet<>(upstreamFailures);
        boolean somebodyRan = false;
        boolean somebodySurelyWins = false;
        boolean nobodyNeedFail = upstreamFailures.isEmpty();
        for (Dag.Edge edge : dag.edgesTo(node.name())) {
            if (!isTaken(dag, edge, soFar)) {
                continue;
            }
            somebodyRan = true;
            List<Object> all = new ArrayList<>(fixed);
            all.add(((Result) soFar.get(edge.from())).value());
            boolean surelyWins = true;
            boolean mayBeInvalid = false;
            for (Outcome outcome : call(node.target(), all)) {
                if (outcome instanceof Result result && !isOneOf(result.value(), race.invalid())) {
                    outcomes.add(outcome);
                    continue;
                }
                surelyWins = false;
                if (outcome instanceof Failed failed) {
                    failures.addAll(failed.messages());
                } else {
                    mayBeInvalid = true;
                }
            }
            somebodySurelyWins |= surelyWins;
            nobodyNeedFail &= mayBeInvalid;
        }
        if (!somebodyRan && failures.isEmpty()) {
            return Set.of(new Skipped());
        }
        if (!somebodySurelyWins) {
            if (nobodyNeedFail) {
                failures.add("no result of node '" + prefix + node.name() + "' was valid");
            }
            outcomes.add(new Failed(failures));
        }
        return outcomes;
    }

    private static boolean isTaken(Dag dag, Dag.Edge edge, Map<String, Outcome> soFar) {
        if (!(soFar.get(edge.from()) instanceof Result result)) {
            return false;
        }
        if (edge.condition() instanceof Dag.OneOf oneOf) {
            return isOneOf(result.value(), oneOf.values());
        }
        return edge.condition() instanceof Dag.Always
                || dag.edges().stream()
                        .filter(other -> other.from().equals(edge.from()))
                        .noneMatch(other -> other.condition() instanceof Dag.OneOf oneOf
                                && isOneOf(result.value(), oneOf.values()));
    }

    private static boolean isOneOf(Object value, List<Object> scalars) {
        return scalars.stream()
                .anyMatch(scalar -> scalar instanceof Number a && value instanceof Number b
                        ? a.doubleValue() == b.doubleValue()
                        : Objects.equals(scalar, value));
    }
}
