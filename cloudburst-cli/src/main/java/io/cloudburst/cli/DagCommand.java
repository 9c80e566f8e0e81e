package io.cloudburst.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** Compositions of functions, as they are registered. */
@Command(
        name = "dag",
        description = "List DAGs, or see how one is run.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {DagListCommand.class, DagExplainCommand.class})
final class DagCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do.");
    }
}
