package io.cloudburst.cli;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.registry.RegisteredDag;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "register",
        description =
                "Register the DAG of a YAML or JSON file. Again is fine as long as it is the same; --replace takes another.",
        footer = {
            "",
            "A file such as:",
            "  name: incr_then_square",
            "  nodes: [{name: incr}, {name: square}]",
            "  edges: [{from: incr, to: square}]"
        })
final class DagRegisterCommand implements Runnable {
    @Mixin
    private ServerOption server;

    @Mixin
    private Output output;

    @Option(names = "--name", paramLabel = "NAME", description = "In place of the one that stands in the file.")
    private String name;

    @Option(names = "--replace", description = "In place of whatever DAG has the name.")
    private boolean replace;

    @Option(names = "--dry-run", description = "Check it and show how it would be run, and register nothing.")
    private boolean dryRun;

    @Parameters(paramLabel = "FILE", description = "'-' for standard input.")
    private String file;

    @Override
    public void run() {
        Dag dag = DagFile.read(file, name);
        try (Cloudburst cloudburst = server.connect()) {
            if (dryRun) {
                cloudburst.checkDag(dag);
                DagExplainCommand.print(
                        DagExplainCommand.explain(dag, cloudburst), DagExplainCommand.Form.text, dag, output);
                return;
            }
            if (replace) {
                cloudburst.replaceDag(dag);
            } else {
                cloudburst.registerDag(dag);
            }
            RegisteredDag registered =
                    cloudburst.registry().dag(dag.name()).orElseGet(() -> new RegisteredDag(dag, -1));
            output.result(
                    "%s version %d".formatted(dag.name(), registered.version()), DagListCommand.toJson(registered));
        }
    }
}
