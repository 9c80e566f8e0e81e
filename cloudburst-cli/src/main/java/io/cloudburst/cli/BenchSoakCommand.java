package io.cloudburst.cli;

import io.cloudburst.bench.Report;
import io.cloudburst.bench.SoakBench;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "soak",
        description =
                "Calls and writes of every kind for long: what they leave behind, at the start, in the middle and at the end.")
final class BenchSoakCommand implements Callable<Integer> {
    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "2",
            description = "How long the steady load lasts (default: ${DEFAULT-VALUE}).")
    private int minutes;

    @Mixin
    private Output output;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (minutes < 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--minutes must be at least 1, not " + minutes);
        }
        new SoakBench(new Report(output.out(), output.json()), Duration.ofMinutes(minutes)).run();
        return 0;
    }
}
