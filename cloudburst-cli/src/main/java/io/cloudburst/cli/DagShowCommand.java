package io.cloudburst.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.json.DagJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        description = {
            "Print a DAG as YAML, or with --json as JSON; 'dag register' takes either.",
            "Exits with 3 if there is none of that name."
        })
final class DagShowCommand implements Runnable {
    @Mixin
    private ServerOption server;

    @Mixin
    private Output output;

    @Parameters(paramLabel = "NAME", description = "Of the DAG.")
    private String name;

    @Override
    public void run() {
        try (Cloudburst cloudburst = server.connect()) {
            // Says what to do if there is none.
            ObjectNode dag = DagJson.of(cloudburst.dag(name));
            output.result(DagFile.toYaml(dag), dag);
        }
    }
}
