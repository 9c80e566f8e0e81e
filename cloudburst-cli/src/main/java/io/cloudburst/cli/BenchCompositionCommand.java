package io.cloudburst.cli;

import io.cloudburst.bench.CompositionBench;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "composition",
        description = "square(incr(x)) through the whole system, beside a bare echo through the same broker.")
final class BenchCompositionCommand implements Callable<Integer> {
    private static final double SECONDS = 15;

    @Mixin
    private BenchOptions options;

    @Override
    public Integer call() throws Exception {
        new CompositionBench(options.report(), options.secondsOr(SECONDS)).run();
        return 0;
    }
}
