package io.cloudburst.cli;

import io.cloudburst.bench.Report;
import io.cloudburst.bench.RescaleBench;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "rescale", description = "Calls while a second task manager comes and goes.")
final class BenchRescaleCommand implements Callable<Integer> {
    private static final double SECONDS = 10;

    @Mixin
    private BenchOptions options;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        new RescaleBench(new Report(spec.commandLine().getOut(), options.json()), options.secondsOr(SECONDS)).run();
        return 0;
    }
}
