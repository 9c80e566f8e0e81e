package io.cloudburst.cli;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.RegisteredFunction;
import io.cloudburst.engine.Explanation;
import io.cloudburst.sdk.Dag;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "explain", description = "Show how a DAG is run: its stages, what waits for what, and what runs where.")
final class DagExplainCommand implements Callable<Integer> {
    private enum Form {
        text,
        mermaid,
        dot
    }

    @Mixin
    private ServerOption server;

    @Parameters(paramLabel = "NAME")
    private String name;

    @Option(
            names = "--as",
            paramLabel = "FORM",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Form form;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        try (Cloudburst cloudburst = server.connect()) {
            Dag dag = cloudburst.dag(name);
            Explanation explanation = new Explanation(
                    dag,
                    inner -> Optional.of(cloudburst.dag(inner)),
                    function -> target(cloudburst.function(function)));
            spec.commandLine()
                    .getOut()
                    .print(
                            switch (form) {
                                case text -> explanation.text();
                                case mermaid -> explanation.mermaid();
                                case dot -> explanation.dot();
                            });
            spec.commandLine().getOut().flush();
        }
        return 0;
    }

    private static Explanation.Target target(RegisteredFunction<?> function) {
        return new Explanation.Target(function.parameterTypes().size(), function.options());
    }
}
