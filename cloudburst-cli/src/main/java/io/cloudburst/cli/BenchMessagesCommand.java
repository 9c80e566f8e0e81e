package io.cloudburst.cli;

import io.cloudburst.bench.MessagesBench;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "messages",
        description = "A message between two running functions, beside a bare record through the same broker.")
final class BenchMessagesCommand implements Callable<Integer> {
    private static final double SECONDS = 10;

    @Mixin
    private BenchOptions options;

    @Override
    public Integer call() throws Exception {
        new MessagesBench(options.report(), options.secondsOr(SECONDS)).run();
        return 0;
    }
}
