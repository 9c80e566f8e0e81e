package io.cloudburst.cli;

import io.cloudburst.bench.GatewayBench;
import io.cloudburst.bench.Report;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "gateway", description = "square(incr(x)) over HTTP, beside the same calls through the SDK.")
final class BenchGatewayCommand implements Callable<Integer> {
    private static final double SECONDS = 9;

    @Mixin
    private BenchOptions options;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        new GatewayBench(new Report(spec.commandLine().getOut(), options.json()), options.secondsOr(SECONDS)).run();
        return 0;
    }
}
