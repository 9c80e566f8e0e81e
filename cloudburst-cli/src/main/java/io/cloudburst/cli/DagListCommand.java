package io.cloudburst.cli;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.Dag;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "list", description = "List the DAGs that are registered.")
final class DagListCommand implements Callable<Integer> {
    @Mixin
    private ServerOption server;

    @Parameters(paramLabel = "PREFIX", defaultValue = "", description = "Only those that begin with it.")
    private String prefix;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        try (Cloudburst cloudburst = server.connect()) {
            for (String name : cloudburst.listDags(prefix)) {
                spec.commandLine().getOut().println(name + ": " + describe(cloudburst.dag(name)));
            }
        }
        return 0;
    }

    private static String describe(Dag dag) {
        return dag.edges().isEmpty()
                ? dag.sink().name()
                : dag.edges().stream().map(Dag.Edge::toString).collect(Collectors.joining(", "));
    }
}
