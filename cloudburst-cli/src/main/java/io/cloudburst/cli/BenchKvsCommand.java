package io.cloudburst.cli;

import io.cloudburst.bench.KvsBench;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "kvs",
        description = "The store, beside RocksDB, a bare consumer, a bare RPC echo and a bare record of the same run.")
final class BenchKvsCommand implements Callable<Integer> {
    private static final double SECONDS = 5;

    @Mixin
    private BenchOptions options;

    @Override
    public Integer call() throws Exception {
        new KvsBench(options.report(), options.secondsOr(SECONDS)).run();
        return 0;
    }
}
