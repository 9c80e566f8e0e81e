package io.cloudburst.server;

import io.cloudburst.sdk.kafka.KafkaSettings;
import io.cloudburst.sdk.kafka.Topics;
import io.cloudburst.server.broker.BrokerStartException;
import io.cloudburst.server.broker.EmbeddedBroker;
import io.cloudburst.server.settings.Address;
import io.cloudburst.server.settings.Settings;
import io.cloudburst.server.settings.SettingsException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.config.ConfigException;

/** A broker, with the topics. */
final class BrokerRole implements RunningRole {
    private final EmbeddedBroker broker;

    private BrokerRole(EmbeddedBroker broker) {
        this.broker = broker;
    }

    static BrokerRole start(Settings settings, RoleDirectory directory) {
        KafkaSecurity.check(settings);
        List<Address> addresses = settings.broker().parsedAddresses();
        String bindHost = EmbeddedBroker.bindHost(addresses);
        addresses.forEach(address -> Preflight.portIsFree("broker.addresses", bindHost, address.port()));
        EmbeddedBroker broker;
        try {
            broker = EmbeddedBroker.start(
                    directory.data(), addresses, settings.broker().properties());
        } catch (BrokerStartException e) {
            throw new SettingsException(e.getMessage(), e);
        } catch (ConfigException | IllegalArgumentException e) {
            throw new SettingsException("broker.properties: " + e.getMessage(), e);
        }
        try {
            Topics.ensure(
                    new KafkaSettings(
                            broker.bootstrapServers(), settings.kafka().properties()),
                    settings.topics().partitions(),
                    settings.kafka().connectTimeout());
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
        return new BrokerRole(broker);
    }

    @Override
    public String place() {
        return "listens on " + broker.bootstrapServers();
    }

    /** Kafka ends the process where it cannot go on. */
    @Override
    public CompletionStage<?> ended() {
        return new CompletableFuture<>();
    }

    @Override
    public void close() {
        broker.close();
    }
}
