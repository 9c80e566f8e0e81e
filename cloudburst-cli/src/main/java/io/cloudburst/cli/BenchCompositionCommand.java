package io.cloudburst.cli;

import io.cloudburst.bench.CompositionBench;
import io.cloudburst.bench.Report;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "composition",
        description = "square(incr(x)) through the whole system, beside a bare echo through the same broker.")
final class BenchCompositionCommand implements Callable<Integer> {
    private static final double SECONDS = 15;

    @Mixin
    private BenchOptions options;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        new CompositionBench(new Report(spec.commandLine().getOut(), options.json()), options.secondsOr(SECONDS)).run();
        return 0;
    }
}
