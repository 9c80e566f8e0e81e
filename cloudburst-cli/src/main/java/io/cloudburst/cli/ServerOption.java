package io.cloudburst.cli;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.ConnectionSettings;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a client command finds the Cloudburst, and how long it waits for it. */
final class ServerOption {
    private static final Duration LONGEST_FOR_THE_STORE = Duration.ofSeconds(10);
    /** A call that may take no longer than its function needs is none the less connected for. */
    private static final Duration LEAST_TO_CONNECT = Duration.ofSeconds(5);

    @Mixin
    private BrokerOption broker;

    @Mixin
    private StoreOption store;

    @Option(
            names = {"-t", "--timeout"},
            paramLabel = "TIME",
            converter = DurationArgument.class,
            defaultValue = "30s",
            description = "How long it may take, such as 500ms, 30s, 10m (default: ${DEFAULT-VALUE}).")
    private Duration timeout;

    /** @throws io.cloudburst.sdk.CloudburstException that says in one line what does not answer, and where */
    Cloudburst connect() {
        Duration connectTimeout = storeTimeout().compareTo(LEAST_TO_CONNECT) > 0 ? storeTimeout() : LEAST_TO_CONNECT;
        broker.check(connectTimeout);
        return Cloudburst.connect(ConnectionSettings.of(broker.kafka())
                .withStoreSecurity(store.security())
                .withConnectTimeout(connectTimeout)
                .withCallTimeout(timeout()));
    }

    /** For what may take long. */
    Duration timeout() {
        return timeout.isZero() ? Duration.ofMillis(1) : timeout;
    }

    /** For what takes no time unless something is broken: to connect, to read and to write. */
    Duration storeTimeout() {
        return timeout().compareTo(LONGEST_FOR_THE_STORE) < 0 ? timeout() : LONGEST_FOR_THE_STORE;
    }
}
