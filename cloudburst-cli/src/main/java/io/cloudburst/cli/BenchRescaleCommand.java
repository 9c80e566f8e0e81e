package io.cloudburst.cli;

import io.cloudburst.bench.RescaleBench;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "rescale", description = "Calls while a second task manager comes and goes.")
final class BenchRescaleCommand implements Callable<Integer> {
    private static final double SECONDS = 10;

    @Mixin
    private BenchOptions options;

    @Override
    public Integer call() throws Exception {
        new RescaleBench(options.report(), options.secondsOr(SECONDS)).run();
        return 0;
    }
}
