package io.cloudburst.cli;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.registry.RegisteredWorker;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "workers", description = "List the workers that have announced themselves.")
final class WorkersCommand implements Callable<Integer> {
    @Mixin
    private ServerOption server;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        try (Cloudburst cloudburst = server.connect()) {
            for (RegisteredWorker worker : cloudburst.registry().workers()) {
                List<String> pools = worker.pools().stream().sorted().toList();
                spec.commandLine()
                        .getOut()
                        .println("%s  %s  %s  %d at once"
                                .formatted(worker.name(), worker.url(), String.join(",", pools), worker.capacity()));
            }
        }
        return 0;
    }
}
