package io.cloudburst.cli;

import io.cloudburst.bench.KvsBench;
import io.cloudburst.bench.Report;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "kvs",
        description = "The store, beside RocksDB, a bare consumer, a bare RPC echo and a bare record of the same run.")
final class BenchKvsCommand implements Callable<Integer> {
    private static final double SECONDS = 5;

    @Mixin
    private BenchOptions options;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        new KvsBench(new Report(spec.commandLine().getOut(), options.json()), options.secondsOr(SECONDS)).run();
        return 0;
    }
}
