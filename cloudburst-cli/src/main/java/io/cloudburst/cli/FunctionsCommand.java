package io.cloudburst.cli;

import io.cloudburst.client.Cloudburst;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "functions", description = "List the functions that are registered.")
final class FunctionsCommand implements Callable<Integer> {
    @Mixin
    private ServerOption server;

    @Parameters(paramLabel = "PREFIX", defaultValue = "", description = "Only those that begin with it.")
    private String prefix;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        try (Cloudburst cloudburst = server.connect()) {
            cloudburst.list(prefix).forEach(name -> spec.commandLine().getOut().println(cloudburst.function(name)));
        }
        return 0;
    }
}
