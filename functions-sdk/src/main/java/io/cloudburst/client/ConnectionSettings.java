package io.cloudburst.client;

import io.cloudburst.sdk.kafka.KafkaSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * How a client connects.
 *
 * @param kafka where the brokers are, and settings for every Kafka client
 * @param connectTimeout how long connecting, registering, and reads and writes of objects may take
 * @param callTimeout how long a call may take unless it says otherwise; then it ends with a TIMEOUT
 */
public record ConnectionSettings(KafkaSettings kafka, Duration connectTimeout, Duration callTimeout) {
    public ConnectionSettings {
        Objects.requireNonNull(kafka, "kafka");
        requirePositive("connectTimeout", connectTimeout);
        requirePositive("callTimeout", callTimeout);
    }

    /** Ten seconds to connect, thirty a call. */
    public static ConnectionSettings of(String bootstrapServers) {
        return new ConnectionSettings(
                new KafkaSettings(bootstrapServers, Map.of()), Duration.ofSeconds(10), Duration.ofSeconds(30));
    }

    public ConnectionSettings withConnectTimeout(Duration timeout) {
        return new ConnectionSettings(kafka, timeout, callTimeout);
    }

    public ConnectionSettings withCallTimeout(Duration timeout) {
        return new ConnectionSettings(kafka, connectTimeout, timeout);
    }

    static Duration requirePositive(String name, Duration value) {
        if (value == null || value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be longer than nothing, is " + value);
        }
        return value;
    }
}
