package io.cloudburst.cli;

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
            BenchRescaleCommand.class,
            BenchJmhCommand.class,
            BenchSoakCommand.class
        })
final class BenchCommand {}
