package io.cloudburst.engine;

import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.registry.Composition;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** How a DAG would be run if it were called now, for people to read. Immutable. */
public final class Explanation {
    private final Dag dag;
    private final Plan plan;
    private final Fusion fusion;
    private final BitSet skippable;
    private final Map<String, Target> targets = new LinkedHashMap<>();

    /** What there is to know of a function: how many arguments it takes, and how it is run. */
    public record Target(int parameters, FunctionOptions options) {}

    /** One thing about a stage: which, in one word, and how it is. */
    public record Line(String about, String words) {}

    /**
     * A stage, for people to read.
     *
     * @param chain its nodes and what they run, in the order in which they run
     * @param nodes their names
     * @param upstreams indices of the stages that it waits for
     */
    public record Stage(int index, String chain, List<String> nodes, List<Integer> upstreams, List<Line> lines) {}

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
        this.skippable = StageWords.skippable(plan);
    }

    /** Stage by stage: what is in it, when it begins, where it runs, what it takes, and why it is not part of the one before it. */
    public String text() {
        StringBuilder text = new StringBuilder("DAG '%s': %s, %s\n"
                .formatted(
                        dag.name(),
                        count(dag.nodes().size(), "node"),
                        count(plan.stages().size(), "stage")));
        for (Stage stage : stages()) {
            text.append("\nstage %d: %s\n".formatted(stage.index(), stage.chain()));
            stage.lines().forEach(line -> text.append("  %-8s %s\n".formatted(line.about(), line.words())));
        }
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

    /** What there is to say of every stage, in the plan's order. */
    public List<Stage> stages() {
        return plan.stages().stream().map(this::describe).toList();
    }

    private Stage describe(Plan.Stage stage) {
        StageWords words = new StageWords(plan, stage, skippable);
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("begins", words.begins()));
        Dag.Node head = stage.chain().get(0);
        lines.add(new Line("runs", words.runs(targets.get(head.target()).options())));
        stage.retry().ifPresent(retry -> lines.add(new Line("retried", words.retried(retry))));
        dag.edgesTo(head.name()).stream()
                .map(edge -> fusion.obstacle(node(edge.from()), head))
                .flatMap(Optional::stream)
                .distinct()
                .forEach(why -> lines.add(new Line("apart", "because " + why)));
        for (int i = 0; i < stage.chain().size(); i++) {
            Dag.Node node = stage.chain().get(i);
            int given = targets.get(node.target()).parameters() - dag.argumentsFromUpstreams(node);
            lines.add(new Line(
                    "takes", (stage.chain().size() > 1 ? node.name() + ": " : "") + words.takes(node, i, given)));
        }
        if (stage == plan.sink()) {
            lines.add(new Line("gives", words.gives()));
        }
        return new Stage(
                stage.index(),
                words.chain(),
                stage.chain().stream().map(Dag.Node::name).toList(),
                stage.triggers().stream().map(Plan.Trigger::upstream).distinct().toList(),
                lines);
    }

    private Dag.Node node(String name) {
        return dag.nodes().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static String count(int n, String what) {
        return n + " " + what + (n == 1 ? "" : "s");
    }
}
