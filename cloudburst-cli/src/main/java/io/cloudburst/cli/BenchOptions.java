package io.cloudburst.cli;

import picocli.CommandLine.Option;

/** What all benches take. */
final class BenchOptions {
    private static final double LEAST_SECONDS = 0.3;

    @Option(names = "--json", description = "Print one object a line, and nothing else.")
    private boolean json;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description =
                    "How long each case is measured (default: composition 15, locality and kvs 5, messages 10, gateway 9, remote 10, jmh 2).")
    private Double seconds;

    boolean json() {
        return json;
    }

    double secondsOr(double usual) {
        return seconds == null ? usual : Math.max(LEAST_SECONDS, seconds);
    }
}
