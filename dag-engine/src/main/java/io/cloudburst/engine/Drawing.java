package io.cloudburst.engine;

import io.cloudburst.sdk.Dag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A DAG as a picture: functions are nodes, and those that run in one go stand in one box. Nodes are numbered, so that no name of a
 * user's can break the picture; names stand in quoted labels.
 */
record Drawing(Plan plan, Dag dag) {

    String mermaid() {
        StringBuilder chart = new StringBuilder("flowchart LR\n");
        Map<String, Integer> numbers = numbers();
        for (Plan.Stage stage : plan.stages()) {
            boolean boxed = stage.chain().size() > 1;
            if (boxed) {
                chart.append("    subgraph s%d[\"stage %d\"]\n".formatted(stage.index(), stage.index()));
            }
            for (Dag.Node node : stage.chain()) {
                chart.append(boxed ? "        " : "    ").append(mermaidNode(numbers.get(node.name()), node));
            }
            if (boxed) {
                chart.append("    end\n");
            }
        }
        for (Dag.Edge edge : dag.edges()) {
            String label = label(edge);
            chart.append("    n%d %s%s n%d\n"
                    .formatted(
                            numbers.get(edge.from()),
                            edge.passesResult() ? "-->" : "-.->",
                            label.isEmpty() ? "" : "|\"" + mermaidText(label) + "\"|",
                            numbers.get(edge.to())));
        }
        return chart.toString();
    }

    private static String mermaidNode(int number, Dag.Node node) {
        String label = "\"" + mermaidText(String.join("\n", label(node))).replace("\n", "<br/>") + "\"";
        if (node.form() instanceof Dag.Each) {
            return "n%d[[%s]]\n".formatted(number, label);
        }
        return (node.form() instanceof Dag.Race ? "n%d{{%s}}\n" : "n%d[%s]\n").formatted(number, label);
    }

    private static String mermaidText(String text) {
        return text.replace("&", "&amp;")
                .replace("\"", "&quot;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }

    String dot() {
        StringBuilder graph = new StringBuilder(
                "digraph %s {\n    rankdir=LR;\n    node [shape=box];\n".formatted(quoted(dag.name())));
        Map<String, Integer> numbers = numbers();
        for (Plan.Stage stage : plan.stages()) {
            boolean boxed = stage.chain().size() > 1;
            if (boxed) {
                graph.append("    subgraph cluster_%d {\n        label=\"stage %d\";\n"
                        .formatted(stage.index(), stage.index()));
            }
            for (Dag.Node node : stage.chain()) {
                graph.append("%sn%d [label=%s%s];\n"
                        .formatted(
                                boxed ? "        " : "    ",
                                numbers.get(node.name()),
                                quoted(String.join("\n", label(node))),
                                shape(node)));
            }
            if (boxed) {
                graph.append("    }\n");
            }
        }
        for (Dag.Edge edge : dag.edges()) {
            String label = label(edge);
            graph.append("    n%d -> n%d%s%s;\n"
                    .formatted(
                            numbers.get(edge.from()),
                            numbers.get(edge.to()),
                            label.isEmpty() ? "" : " [label=" + quoted(label) + "]",
                            edge.passesResult() ? "" : " [style=dashed]"));
        }
        return graph.append("}\n").toString();
    }

    private static String shape(Dag.Node node) {
        if (node.form() instanceof Dag.Each) {
            return ", peripheries=2";
        }
        return node.form() instanceof Dag.Race ? ", shape=hexagon" : "";
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    private Map<String, Integer> numbers() {
        Map<String, Integer> numbers = new HashMap<>();
        plan.nodes().forEach(node -> numbers.put(node.name(), numbers.size()));
        return numbers;
    }

    /** What stands in a node, line by line. */
    private static List<String> label(Dag.Node node) {
        String name = node.name().equals(node.target()) ? node.name() : node.name() + " = " + node.target();
        String form = node.form() instanceof Dag.Each ? "each" : node.form() instanceof Dag.Race ? "race" : "";
        String spread = node.placement() == Dag.Placement.SPREAD ? "spread" : "";
        String more = String.join(
                ", ",
                List.of(form, spread).stream().filter(word -> !word.isEmpty()).toList());
        return more.isEmpty() ? List.of(name) : List.of(name, more);
    }

    private static String label(Dag.Edge edge) {
        if (edge.condition() instanceof Dag.OneOf oneOf) {
            return StageWords.literals(oneOf.values());
        }
        return edge.condition() instanceof Dag.Otherwise ? "otherwise" : "";
    }
}
