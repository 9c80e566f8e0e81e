package io.cloudburst.cli;

import picocli.CommandLine.Command;

/** Compositions of functions, as they are registered. */
@Command(
        name = "dag",
        description = "Compositions of functions: list, show, explain, register, delete.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DagListCommand.class,
            DagShowCommand.class,
            DagExplainCommand.class,
            DagRegisterCommand.class,
            DagDeleteCommand.class
        })
final class DagCommand {}
