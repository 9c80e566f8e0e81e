package io.cloudburst.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(
        name = "bench",
        description = "Measure, each thing beside its limit.",
        synopsisSubcommandLabel = "BENCH",
        subcommands = {
            BenchCompositionCommand.class,
            BenchKvsCommand.class,
            BenchGatewayCommand.class,
            BenchJmhCommand.class
        })
final class BenchCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Say what to measure.");
    }
}
