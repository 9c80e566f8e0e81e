package io.cloudburst.cli;

import io.cloudburst.bench.Report;
import io.cloudburst.bench.SoakBench;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "soak",
        description =
                "Very many calls of every kind: what they leave behind, beside what there was after the first tenth.")
final class BenchSoakCommand implements Callable<Integer> {
    @Option(
            names = "--calls",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "How many (default: ${DEFAULT-VALUE}).")
    private long calls;

    @Mixin
    private Output output;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (calls < 100) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--calls must be at least 100, not " + calls);
        }
        new SoakBench(new Report(output.out(), output.json()), calls).run();
        return 0;
    }
}
