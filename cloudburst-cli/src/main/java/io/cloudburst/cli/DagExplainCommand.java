package io.cloudburst.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.RegisteredFunction;
import io.cloudburst.engine.Explanation;
import io.cloudburst.sdk.Dag;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "explain",
        description = {
            "Show how a DAG is run: its stages, what waits for what, and what runs where.",
            "Exits with 3 if there is none of that name."
        })
final class DagExplainCommand implements Runnable {
    enum Form {
        text,
        mermaid,
        dot
    }

    @Mixin
    private ServerOption server;

    @Mixin
    private Output output;

    @Parameters(paramLabel = "NAME", description = "Of the DAG.")
    private String name;

    @Option(
            names = "--as",
            paramLabel = "FORM",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Form form;

    @Override
    public void run() {
        try (Cloudburst cloudburst = server.connect()) {
            Dag dag = cloudburst.dag(name);
            print(explain(dag, cloudburst), form, dag, output);
        }
    }

    static Explanation explain(Dag dag, Cloudburst cloudburst) {
        return new Explanation(
                dag, inner -> Optional.of(cloudburst.dag(inner)), function -> target(cloudburst.function(function)));
    }

    static void print(Explanation explanation, Form form, Dag dag, Output output) {
        String text =
                switch (form) {
                    case text -> explanation.text();
                    case mermaid -> explanation.mermaid();
                    case dot -> explanation.dot();
                };
        output.result(text.stripTrailing(), toJson(explanation, dag, text));
    }

    /** {@code text} is in the form that was asked for. */
    private static ObjectNode toJson(Explanation explanation, Dag dag, String text) {
        ObjectNode object = JsonNodeFactory.instance.objectNode().put("name", dag.name());
        ArrayNode stages = object.putArray("stages");
        for (Explanation.Stage stage : explanation.stages()) {
            ObjectNode one = stages.addObject().put("index", stage.index());
            stage.nodes().forEach(one.putArray("nodes")::add);
            stage.upstreams().forEach(one.putArray("upstreams")::add);
        }
        return object.put("text", text);
    }

    private static Explanation.Target target(RegisteredFunction<?> function) {
        return new Explanation.Target(function.parameterTypes().size(), function.options());
    }
}
