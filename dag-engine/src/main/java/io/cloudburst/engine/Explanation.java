package io.cloudburst.engine;

import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.registry.Composition;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** How a DAG would be run if it were called now, for people to read. Immutable. */
public final class Explanation {
    private final Dag dag;
    private final Plan plan;
    private final Fusion fusion;
    private final Map<String, Target> targets = new LinkedHashMap<>();

    /** What there is to know of a function: how many arguments it takes, and how it is run. */
    public record Target(int parameters, FunctionOptions options) {}

    /**
     * Compiles a DAG as a call of it would.
     *
     * @param dags finds those that its nodes name
     * @param functions finds those that its nodes name; may throw
     * @throws CloudburstException {@link ErrorCode#DAG_NOT_FOUND} or {@link ErrorCode#DAG_INVALID}, about the DAGs in it
     */
    public Explanation(Dag dag, Function<String, Optional<Dag>> dags, Function<String, Target> functions) {
        this.dag = Composition.flatten(dag, dags);
        this.dag.nodes().forEach(node -> targets.computeIfAbsent(node.target(), functions));
        Function<String, FunctionOptions> options = name -> targets.get(name).options();
        this.plan = Plan.of(this.dag, options);
        this.fusion = Fusion.of(this.dag, options);
    }

    /** Stage by stage: what is in it, when it begins, where it runs, what it takes, and why it is not part of the one before it. */
    public String text() {
        StringBuilder text = new StringBuilder("DAG '%s': %s, %s\n"
                .formatted(
                        dag.name(),
                        count(dag.nodes().size(), "node"),
                        count(plan.stages().size(), "stage")));
        plan.stages().forEach(stage -> describe(stage, text));
        return text.toString();
    }

    /** A flow chart for Mermaid: its nodes, those of one stage in a box. */
    public String mermaid() {
        return new Drawing(plan, dag).mermaid();
    }

    /** The same for Graphviz. */
    public String dot() {
        return new Drawing(plan, dag).dot();
    }

    private void describe(Plan.Stage stage, StringBuilder text) {
        StageWords words = new StageWords(plan, stage);
        text.append("\nstage ")
                .append(stage.index())
                .append(": ")
                .append(words.chain())
                .append('\n');
        line(text, "begins", words.begins());
        line(text, "runs", words.runs());
        stage.retry().ifPresent(retry -> line(text, "retried", words.retried(retry)));
        Dag.Node head = stage.chain().get(0);
        dag.edgesTo(head.name()).stream()
                .map(edge -> fusion.obstacle(node(edge.from()), head))
                .flatMap(Optional::stream)
                .distinct()
                .forEach(why -> line(text, "apart", "because " + why));
        for (int i = 0; i < stage.chain().size(); i++) {
            Dag.Node node = stage.chain().get(i);
            int given = targets.get(node.target()).parameters() - dag.argumentsFromUpstreams(node);
            line(text, "takes", (stage.chain().size() > 1 ? node.name() + ": " : "") + words.takes(node, i, given));
        }
        if (stage == plan.sink()) {
            line(text, "gives", "the result of the DAG");
        }
    }

    private Dag.Node node(String name) {
        return dag.nodes().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void line(StringBuilder text, String about, String what) {
        text.append("  %-8s %s\n".formatted(about, what));
    }

    static String count(int n, String what) {
        return n + " " + what + (n == 1 ? "" : "s");
    }
}
