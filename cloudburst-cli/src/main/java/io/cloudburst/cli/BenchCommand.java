package io.cloudburst.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(
        name = "bench",
        description = "Measure, each thing beside its limit.",
        synopsisSubcommandLabel = "BENCH",
        subcommands = {
            BenchCompositionCommand.class,
            BenchLocalityCommand.class,
            BenchKvsCommand.class,
            BenchMessagesCommand.class,
            BenchGatewayCommand.class,
            BenchRemoteCommand.class,
            BenchJmhCommand.class,
            BenchSoakCommand.class
        })
final class BenchCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Say what to measure.");
    }
}
