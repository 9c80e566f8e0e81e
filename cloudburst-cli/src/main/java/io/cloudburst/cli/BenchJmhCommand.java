package io.cloudburst.cli;

import io.cloudburst.bench.MicroBench;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "jmh",
        description =
                "Single operations, with JMH: lattices (join, encode, decode) and a partition of the store (apply, get).")
final class BenchJmhCommand implements Callable<Integer> {
    private static final double SECONDS = 2;

    @Parameters(
            arity = "0..1",
            paramLabel = "REGEX",
            defaultValue = ".",
            description = "Those whose name has a match, such as Lattice or PartitionBenchmark.get (default: all).")
    private String pattern;

    @Mixin
    private BenchOptions options;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        new MicroBench(spec.commandLine().getOut(), options.json(), options.secondsOr(SECONDS)).run(pattern);
        return 0;
    }
}
