package io.cloudburst.cli;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.ConnectionSettings;
import io.cloudburst.sdk.kafka.KafkaSettings;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import picocli.CommandLine;
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

    @Option(
            names = "--client-properties",
            paramLabel = "FILE",
            defaultValue = "${env:CLOUDBURST_CLIENT_PROPERTIES}",
            description =
                    "Settings of Kafka clients, such as those of TLS and SASL, as a file of properties (environment: CLOUDBURST_CLIENT_PROPERTIES).")
    private Path properties;

    @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
    private CommandLine.Model.CommandSpec spec;

    Cloudburst connect() {
        return Cloudburst.connect(ConnectionSettings.of(new KafkaSettings(server, clientProperties()))
                .withConnectTimeout(storeTimeout())
                .withCallTimeout(timeout()));
    }

    private Map<String, String> clientProperties() {
        if (properties == null || properties.toString().isEmpty()) {
            return Map.of();
        }
        Properties read = new Properties();
        try (Reader in = Files.newBufferedReader(properties)) {
            read.load(in);
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--client-properties: " + properties + " cannot be read (" + e + ")", e);
        }
        return read.stringPropertyNames().stream().collect(Collectors.toMap(name -> name, read::getProperty));
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
