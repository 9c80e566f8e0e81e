package io.cloudburst.gateway;

import io.cloudburst.gateway.access.AccessSettings;
import io.cloudburst.gateway.http.HttpLimits;
import io.cloudburst.gateway.http.HttpServers.Tls;
import io.cloudburst.sdk.kafka.KafkaSettings;
import io.cloudburst.sdk.signing.TrustedKeys;
import io.cloudburst.sdk.store.StoreSecurity;
import java.util.Objects;
import java.util.Optional;

/**
 * A gateway.
 *
 * @param kafka where the brokers are, and settings for every Kafka client
 * @param host the address to listen on; any but a loopback one needs {@code access}
 * @param port 0 for a free one
 * @param tls empty: plain HTTP
 * @param access who may do what
 * @param threads that serve connections; each serves thousands
 * @param store how the store's nodes are connected to
 * @param trusted whose functions are taken
 */
public record GatewaySettings(
        KafkaSettings kafka,
        String host,
        int port,
        Optional<Tls> tls,
        AccessSettings access,
        HttpLimits http,
        CallLimits calls,
        int threads,
        StoreSecurity store,
        TrustedKeys trusted) {
    public static final int DEFAULT_PORT = 8080;
    public static final String LOOPBACK = "127.0.0.1";

    public GatewaySettings {
        Objects.requireNonNull(kafka, "kafka");
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(tls, "tls");
        Objects.requireNonNull(access, "access");
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(trusted, "trusted");
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 0 to 65535, is " + port);
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, is " + threads);
        }
    }

    /** On the loopback interface, open to whoever is on this machine. */
    public static GatewaySettings local(String bootstrapServers, int port) {
        return local(KafkaSettings.of(bootstrapServers), port);
    }

    /** The same with brokers that are spoken to as the settings say. */
    public static GatewaySettings local(KafkaSettings kafka, int port) {
        return new GatewaySettings(
                kafka,
                LOOPBACK,
                port,
                Optional.empty(),
                AccessSettings.OPEN,
                HttpLimits.DEFAULT,
                CallLimits.DEFAULT,
                Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
                StoreSecurity.NONE,
                TrustedKeys.EVERYBODY);
    }

    public GatewaySettings withHost(String host) {
        return new GatewaySettings(kafka, host, port, tls, access, http, calls, threads, store, trusted);
    }

    public GatewaySettings withTls(Tls files) {
        return new GatewaySettings(kafka, host, port, Optional.of(files), access, http, calls, threads, store, trusted);
    }

    public GatewaySettings withAccess(AccessSettings access) {
        return new GatewaySettings(kafka, host, port, tls, access, http, calls, threads, store, trusted);
    }

    public GatewaySettings withLimits(HttpLimits http, CallLimits calls) {
        return new GatewaySettings(kafka, host, port, tls, access, http, calls, threads, store, trusted);
    }

    public GatewaySettings withStore(StoreSecurity store) {
        return new GatewaySettings(kafka, host, port, tls, access, http, calls, threads, store, trusted);
    }

    /** Whose functions are taken: what others do not run. */
    public GatewaySettings trusting(TrustedKeys keys) {
        return new GatewaySettings(kafka, host, port, tls, access, http, calls, threads, store, keys);
    }
}
