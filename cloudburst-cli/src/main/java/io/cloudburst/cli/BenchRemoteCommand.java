package io.cloudburst.cli;

import io.cloudburst.bench.RemoteBench;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "remote", description = "A function on a worker, beside the same function in the job.")
final class BenchRemoteCommand implements Callable<Integer> {
    private static final double SECONDS = 10;

    @Mixin
    private BenchOptions options;

    @Override
    public Integer call() throws Exception {
        new RemoteBench(options.report(), options.secondsOr(SECONDS)).run();
        return 0;
    }
}
