package io.cloudburst.cli;

import io.cloudburst.bench.LocalityBench;
import io.cloudburst.bench.Report;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "locality",
        description =
                "A function over ten referenced arrays, cached and not, beside the same function without references.")
final class BenchLocalityCommand implements Callable<Integer> {
    private static final double SECONDS = 5;

    @Mixin
    private BenchOptions options;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        new LocalityBench(new Report(spec.commandLine().getOut(), options.json()), options.secondsOr(SECONDS)).run();
        return 0;
    }
}
