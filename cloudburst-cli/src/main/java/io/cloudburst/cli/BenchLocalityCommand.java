package io.cloudburst.cli;

import io.cloudburst.bench.LocalityBench;
import java.util.concurrent.Callable;
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

    @Override
    public Integer call() throws Exception {
        new LocalityBench(options.report(), options.secondsOr(SECONDS)).run();
        return 0;
    }
}
