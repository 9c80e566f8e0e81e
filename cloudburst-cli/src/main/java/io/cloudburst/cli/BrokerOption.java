package io.cloudburst.cli;

import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.kafka.KafkaSettings;
import java.io.IOException;
import java.io.Reader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Where the Kafka brokers are. */
final class BrokerOption {
    private static final Pattern HOST_AND_PORT =
            Pattern.compile("(?:[A-Za-z][A-Za-z_]*://)?(\\[[^]]+]|[^:\\[\\],/]+):(\\d{1,5})");
    private static final Duration LONGEST_TO_CONNECT = Duration.ofSeconds(3);

    @Option(
            names = {"-s", "--server"},
            paramLabel = "HOST:PORT",
            defaultValue = "${env:CLOUDBURST_SERVER:-127.0.0.1:9092}",
            description =
                    "The Kafka broker; more than one with commas (environment: CLOUDBURST_SERVER; now: ${DEFAULT-VALUE}).")
    private String servers;

    @Option(
            names = "--client-properties",
            paramLabel = "FILE",
            defaultValue = "${env:CLOUDBURST_CLIENT_PROPERTIES}",
            description =
                    "Settings of Kafka clients, such as those of TLS and SASL, as a file of properties (environment: CLOUDBURST_CLIENT_PROPERTIES).")
    private Path properties;

    /** As Kafka wants them. */
    String servers() {
        return servers;
    }

    /** @throws CloudburstException if the file of properties is no good */
    KafkaSettings kafka() {
        return new KafkaSettings(servers, clientProperties());
    }

    private Map<String, String> clientProperties() {
        if (properties == null || properties.toString().isEmpty()) {
            return Map.of();
        }
        Properties read = new Properties();
        try (Reader in = Files.newBufferedReader(properties)) {
            read.load(in);
        } catch (IOException | IllegalArgumentException e) {
            throw new CloudburstException(
                    ErrorCode.INVALID_ARGUMENT,
                    "--client-properties: " + properties + " cannot be read (" + e + ")",
                    e);
        }
        return read.stringPropertyNames().stream().collect(Collectors.toMap(name -> name, read::getProperty));
    }

    /**
     * Whether anything listens there. Kafka's clients would go on trying until their time is over, and not say why.
     *
     * @throws CloudburstException that names the address and says what to do
     */
    void check(Duration timeout) {
        List<InetSocketAddress> addresses = Arrays.stream(servers.split(",", -1))
                .map(String::strip)
                .map(this::address)
                .toList();
        Duration longest = timeout.compareTo(LONGEST_TO_CONNECT) < 0 ? timeout : LONGEST_TO_CONNECT;
        String why = "";
        for (InetSocketAddress address : addresses) {
            if (address.isUnresolved()) {
                why = "there is no host '%s'".formatted(address.getHostString());
                continue;
            }
            try (Socket socket = new Socket()) {
                socket.connect(address, Math.toIntExact(Math.max(1, longest.toMillis())));
                return;
            } catch (IOException e) {
                why = e.getMessage();
            }
        }
        throw new CloudburstException(
                ErrorCode.UNAVAILABLE,
                "nothing answers at %s (%s); is the address right (--server or CLOUDBURST_SERVER), and is it running? ./cloudburst up starts one"
                        .formatted(servers, why));
    }

    private InetSocketAddress address(String server) {
        Matcher parts = HOST_AND_PORT.matcher(server);
        if (!parts.matches() || Integer.parseInt(parts.group(2)) > 65_535) {
            throw new CloudburstException(
                    ErrorCode.INVALID_ARGUMENT,
                    "'%s' is not HOST:PORT, such as 127.0.0.1:9092; say where the broker is with --server or CLOUDBURST_SERVER"
                            .formatted(server));
        }
        String host = parts.group(1);
        return new InetSocketAddress(
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host, Integer.parseInt(parts.group(2)));
    }
}
