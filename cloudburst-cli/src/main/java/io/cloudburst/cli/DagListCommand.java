package io.cloudburst.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.cli.terminal.Table;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.json.DagJson;
import io.cloudburst.sdk.registry.RegisteredDag;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "list", description = "List the DAGs that are registered.")
final class DagListCommand implements Runnable {
    @Mixin
    private ServerOption server;

    @Mixin
    private Output output;

    @Parameters(paramLabel = "PREFIX", arity = "0..1", description = "Only those that begin with it.")
    private String prefix = "";

    @Override
    public void run() {
        try (Cloudburst cloudburst = server.connect()) {
            List<RegisteredDag> dags = cloudburst.registry().dags().stream()
                    .filter(registered -> registered.dag().name().startsWith(prefix))
                    .toList();
            output.rows(
                    dags,
                    new Table<RegisteredDag>()
                            .name("NAME", registered -> registered.dag().name())
                            .number("VERSION", RegisteredDag::version)
                            .number(
                                    "NODES",
                                    registered -> registered.dag().nodes().size())
                            .text("EDGES", registered -> edges(registered.dag())),
                    DagListCommand::toJson,
                    prefix.isEmpty()
                            ? "no DAGs are registered; './cloudburst dag register FILE' registers one"
                            : "no DAGs begin with '%s'".formatted(prefix));
        }
    }

    static ObjectNode toJson(RegisteredDag registered) {
        return DagJson.of(registered.dag()).put("version", registered.version());
    }

    private static String edges(Dag dag) {
        return dag.edges().isEmpty()
                ? "-"
                : dag.edges().stream().map(Dag.Edge::toString).collect(Collectors.joining(", "));
    }
}
