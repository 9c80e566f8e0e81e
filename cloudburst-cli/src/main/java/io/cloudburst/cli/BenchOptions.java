package io.cloudburst.cli;

import io.cloudburst.bench.Report;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What all benches take. */
final class BenchOptions {
    private static final double LEAST_SECONDS = 0.3;

    @Mixin
    private Output output;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description =
                    "How long each case is measured (default: composition 15, locality and kvs 5, messages 10, gateway 9, remote and rescale 10, jmh 2).")
    private Double seconds;

    boolean json() {
        return output.json();
    }

    Report report() {
        return new Report(output.out(), output.json());
    }

    double secondsOr(double usual) {
        return seconds == null ? usual : Math.max(LEAST_SECONDS, seconds);
    }
}
