package io.cloudburst.cli;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.ConnectionSettings;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Where a client command finds the Cloudburst. */
final class ServerOption {
    @Option(
            names = {"-s", "--server"},
            paramLabel = "HOST:PORT",
            defaultValue = "${env:CLOUDBURST_SERVER:-127.0.0.1:9092}",
            description = "The Kafka broker (environment: CLOUDBURST_SERVER; default: ${DEFAULT-VALUE}).")
    private String server;

    @Option(
            names = {"-t", "--timeout"},
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long it may take (default: ${DEFAULT-VALUE}).")
    private int seconds;

    Cloudburst connect() {
        return Cloudburst.connect(
                ConnectionSettings.of(server).withConnectTimeout(storeTimeout()).withCallTimeout(timeout()));
    }

    /** For what may take long. */
    Duration timeout() {
        return Duration.ofSeconds(Math.max(1, seconds));
    }

    /** For what takes no time unless something is broken: to connect, to read and to write. */
    Duration storeTimeout() {
        return Duration.ofSeconds(Math.max(1, Math.min(10, seconds)));
    }
}
