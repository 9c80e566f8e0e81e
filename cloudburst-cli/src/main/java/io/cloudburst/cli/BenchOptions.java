package io.cloudburst.cli;

import picocli.CommandLine.Option;

/** What all benches take. */
final class BenchOptions {
    @Option(names = "--json", description = "Print one object a line, and nothing else.")
    private boolean json;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "15",
            description = "How long each case is measured (default: ${DEFAULT-VALUE}).")
    private double seconds;

    boolean json() {
        return json;
    }

    double seconds() {
        return Math.max(0.3, seconds);
    }
}
