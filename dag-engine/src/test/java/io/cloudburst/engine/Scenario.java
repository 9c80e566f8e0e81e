package io.cloudburst.engine;

import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.RetryPolicy;
import io.cloudburst.sdk.registry.Composition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A random call: a DAG of all forms and conditions, the DAGs in it, one that it may go on into, and all their functions. */
final class Scenario {
    private static final int MAX_DEPTH = 3;

    private final Random random;
    private final int functionsFail;
    private final Map<String, Dag> registered = new HashMap<>();
    private int counter;

    final SimulatedFunctions functions = new SimulatedFunctions();
    /** One after the other. */
    final List<Dag> dags = new ArrayList<>();

    final Plan plan;
    /** Node name, as the plan has it, to fixed arguments. */
    final Map<String, List<Object>> arguments = new HashMap<>();

    Scenario(Random random) {
        this.random = random;
        this.functionsFail = random.nextInt(3);
        dags.add(dag(1 + random.nextInt(8), 1));
        if (random.nextInt(6) == 0) {
            dags.add(dag(1 + random.nextInt(3), 2));
        }
        Dag whole = Composition.continued(
                dags.stream().map(dag -> Composition.flatten(dag, this::find)).toList());
        this.plan = Plan.of(whole, functions::options);
        for (Dag.Node node : whole.nodes()) {
            if (node.form() instanceof Dag.Each) {
                arguments.put(node.name(), List.of(List.of(1, "two", List.of(3))));
            } else if (random.nextBoolean()) {
                arguments.put(node.name(), List.of("fixed-" + node.name()));
            }
        }
    }

    Optional<Dag> find(String name) {
        return Optional.ofNullable(registered.get(name));
    }

    @Override
    public String toString() {
        return dags + " with " + registered;
    }

    /** Each node points to some later ones, and whatever points to none, to the last. */
    private Dag dag(int size, int depth) {
        String name = "dag" + counter++;
        boolean[][] linked = new boolean[size][size];
        for (int from = 0; from < size - 1; from++) {
            boolean any = false;
            for (int to = from + 1; to < size; to++) {
                linked[from][to] = random.nextInt(3) == 0;
                any |= linked[from][to];
            }
            linked[from][size - 1] |= !any;
        }
        List<Dag.Form> forms = new ArrayList<>();
        for (int node = 0; node < size; node++) {
            forms.add(form(hasUpstream(linked, node), depth));
        }
        List<Dag.Edge> edges = new ArrayList<>();
        for (int from = 0; from < size; from++) {
            edges.addAll(edges(from, linked[from], forms));
        }
        List<Dag.Node> nodes = new ArrayList<>();
        for (int node = 0; node < size; node++) {
            nodes.add(node("n" + node, forms.get(node), isTakenApart("n" + node, edges, forms), depth));
        }
        // The order of nodes means nothing, that of edges the order of arguments.
        Collections.shuffle(nodes, random);
        Collections.shuffle(edges, random);
        Dag dag = new Dag(name, nodes, edges);
        registered.put(name, dag);
        return dag;
    }

    private static boolean hasUpstream(boolean[][] linked, int node) {
        return Arrays.stream(linked).anyMatch(from -> from[node]);
    }

    private static boolean isTakenApart(String node, List<Dag.Edge> edges, List<Dag.Form> forms) {
        return edges.stream()
                .anyMatch(edge -> edge.from().equals(node) && formOf(edge.to(), forms) instanceof Dag.Each);
    }

    private static Dag.Form formOf(String node, List<Dag.Form> forms) {
        return forms.get(Integer.parseInt(node.substring(1)));
    }

    private Dag.Form form(boolean hasUpstream, int depth) {
        int dice = random.nextInt(20);
        if (dice < 4 && hasUpstream) {
            return new Dag.Race(random.nextBoolean() ? List.of() : scalars());
        }
        if (dice < 7) {
            return new Dag.Each();
        }
        return dice == 7 && depth < MAX_DEPTH ? new Dag.SubDag() : new Dag.Once();
    }

    private List<Dag.Edge> edges(int from, boolean[] linked, List<Dag.Form> forms) {
        boolean conditional = random.nextInt(4) == 0;
        boolean anyOneOf = false;
        List<Dag.Edge> edges = new ArrayList<>();
        for (int to = 0; to < linked.length; to++) {
            if (!linked[to]) {
                continue;
            }
            Dag.Condition condition = new Dag.Always();
            if (conditional && random.nextInt(4) > 0) {
                condition = anyOneOf && random.nextBoolean() ? new Dag.Otherwise() : new Dag.OneOf(scalars());
                anyOneOf = true;
            }
            boolean passesResult = forms.get(to) instanceof Dag.Race || random.nextInt(8) > 0;
            edges.add(new Dag.Edge("n" + from, "n" + to, condition, passesResult));
        }
        return edges;
    }

    /** Something that results may well equal, or not. */
    private List<Object> scalars() {
        List<Object> all = new ArrayList<>(Arrays.asList(null, true, "yes", "no", 0, 1L, 2.0, 1, 0.0, "never"));
        Collections.shuffle(all, random);
        return all.subList(0, 1 + random.nextInt(5));
    }

    private Dag.Node node(String name, Dag.Form form, boolean isTakenApart, int depth) {
        Dag.Placement placement = random.nextInt(6) == 0 ? Dag.Placement.SPREAD : Dag.Placement.COLOCATED;
        if (form instanceof Dag.SubDag) {
            List<String> known = List.copyOf(registered.keySet());
            // The same DAG may be in it twice.
            String target = !known.isEmpty() && random.nextInt(3) == 0 && depth == MAX_DEPTH - 1
                    ? known.get(random.nextInt(known.size()))
                    : dag(1 + random.nextInt(4), depth + 1).name();
            return new Dag.Node(name, target, form, Dag.Placement.COLOCATED);
        }
        String function = "f" + counter++;
        SimulatedFunctions.Flavour flavour = isTakenApart && random.nextInt(8) > 0
                ? SimulatedFunctions.Flavour.LIST
                : SimulatedFunctions.Flavour.values()[random.nextInt(4)];
        boolean retries = random.nextInt(4) == 0;
        FunctionOptions options =
                retries ? FunctionOptions.retrying(RetryPolicy.attempts(1 + random.nextInt(4))) : FunctionOptions.NONE;
        if (random.nextInt(8) == 0) {
            // It is a stage of its own then, which must not change what the DAG means.
            options = options.withMaxConcurrent(1);
        }
        functions.add(function, new SimulatedFunctions.Function(flavour, nature(retries), options));
        return new Dag.Node(name, function, form, placement);
    }

    private SimulatedFunctions.Nature nature(boolean retries) {
        if (functionsFail > 0 && random.nextInt(6) == 0) {
            return random.nextBoolean() ? SimulatedFunctions.Nature.FLAKY : SimulatedFunctions.Nature.CURSED;
        }
        return retries && random.nextBoolean() ? SimulatedFunctions.Nature.STUMBLING : SimulatedFunctions.Nature.SOLID;
    }
}
