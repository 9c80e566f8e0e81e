package io.cloudburst.cli;

import io.cloudburst.bench.GatewayBench;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "gateway", description = "square(incr(x)) over HTTP, beside the same calls through the SDK.")
final class BenchGatewayCommand implements Callable<Integer> {
    private static final double SECONDS = 9;

    @Mixin
    private BenchOptions options;

    @Override
    public Integer call() throws Exception {
        new GatewayBench(options.report(), options.secondsOr(SECONDS)).run();
        return 0;
    }
}
