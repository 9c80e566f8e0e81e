package io.cloudburst.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.cloudburst.client.Cloudburst;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "delete",
        description = {
            "Delete a DAG; its runs go on, and so do its functions.",
            "Exits with 3 if there is none of that name."
        })
final class DagDeleteCommand implements Runnable {
    @Mixin
    private ServerOption server;

    @Mixin
    private Output output;

    @Parameters(paramLabel = "NAME", description = "Of the DAG.")
    private String name;

    @Override
    public void run() {
        try (Cloudburst cloudburst = server.connect()) {
            cloudburst.deleteDag(name);
            output.result(
                    "deleted " + name, JsonNodeFactory.instance.objectNode().put("deleted", name));
        }
    }
}
