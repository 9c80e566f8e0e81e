package io.cloudburst.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The benchmarks of single operations, run with JMH: each case in a JVM of its own. */
public final class MicroBench {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ITERATIONS = 5;

    private final PrintWriter out;
    private final boolean json;
    private final double seconds;

    /** @param seconds that each case is measured, after as many to warm up */
    public MicroBench(PrintWriter out, boolean json, double seconds) {
        this.out = out;
        this.json = json;
        this.seconds = seconds;
    }

    /**
     * Runs those whose full name has a match.
     *
     * @param pattern a regular expression, such as {@code Lattice} or {@code PartitionBenchmark.get}
     * @throws IllegalArgumentException if it matches none of them
     * @throws java.util.regex.PatternSyntaxException if it is none
     */
    public void run(String pattern) throws RunnerException {
        TimeValue iteration = TimeValue.milliseconds(Math.max(1, Math.round(seconds * 1000 / ITERATIONS)));
        Options options = new OptionsBuilder()
                .include(pattern)
                .forks(1)
                .warmupIterations(ITERATIONS)
                .warmupTime(iteration)
                .measurementIterations(ITERATIONS)
                .measurementTime(iteration)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .build();
        Collection<RunResult> results;
        try {
            results = new Runner(options).run();
        } catch (NoBenchmarksException e) {
            throw new IllegalArgumentException(
                    "no benchmark's name has a match of '%s'; try Lattice, Partition, join, encode, decode, apply or get"
                            .formatted(pattern),
                    e);
        }
        results.stream().sorted(Comparator.comparing(MicroBench::name)).forEach(this::print);
        out.flush();
    }

    private void print(RunResult result) {
        double value = result.getPrimaryResult().getScore();
        double error = result.getPrimaryResult().getScoreError();
        String unit = result.getPrimaryResult().getScoreUnit();
        if (json) {
            ObjectNode node = JSON.createObjectNode()
                    .put("bench", "jmh")
                    .put("case", name(result))
                    .put("value", value)
                    .put("unit", unit)
                    .put("error", error);
            out.println(node);
        } else {
            out.println(String.format(Locale.ROOT, "%-44s %12.1f ± %9.1f %s", name(result), value, error, unit));
        }
    }

    /** {@code LatticeBenchmark.join OR_SET}. */
    private static String name(RunResult result) {
        String full = result.getParams().getBenchmark();
        String method = full.substring(MicroBench.class.getPackageName().length() + 1);
        String parameters = result.getParams().getParamsKeys().stream()
                .map(key -> " " + result.getParams().getParam(key))
                .collect(Collectors.joining());
        return method + parameters;
    }
}
