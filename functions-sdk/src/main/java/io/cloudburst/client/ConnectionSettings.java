package io.cloudburst.client;

import io.cloudburst.sdk.kafka.KafkaSettings;
import io.cloudburst.sdk.signing.SigningKey;
import io.cloudburst.sdk.store.StoreSecurity;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a client connects.
 *
 * @param kafka where the brokers are, and settings for every Kafka client
 * @param connectTimeout how long connecting, registering, and reads and writes of objects may take
 * @param callTimeout how long a call may take unless it says otherwise; then it ends with a TIMEOUT
 * @param cacheBytes how much memory the cache of values that are read again and again takes at most, about; 0: no cache
 * @param store how the store's nodes are connected to
 * @param signingKey vouches for the code that is registered; empty: nobody does
 */
public record ConnectionSettings(
        KafkaSettings kafka,
        Duration connectTimeout,
        Duration callTimeout,
        long cacheBytes,
        StoreSecurity store,
        Optional<SigningKey> signingKey) {
    /** Much less than an executor's: a client reads for itself alone. */
    public static final long DEFAULT_CACHE_BYTES = 8 << 20;

    public ConnectionSettings {
        Objects.requireNonNull(kafka, "kafka");
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(signingKey, "signingKey");
        requirePositive("connectTimeout", connectTimeout);
        requirePositive("callTimeout", callTimeout);
        if (cacheBytes < 0) {
            throw new IllegalArgumentException("cacheBytes must be 0 or more, is " + cacheBytes);
        }
    }

    /** Ten seconds to connect, thirty a call, a cache of {@link #DEFAULT_CACHE_BYTES}. */
    public static ConnectionSettings of(String bootstrapServers) {
        return of(KafkaSettings.of(bootstrapServers));
    }

    /** The same with brokers that are spoken to as the settings say, with TLS and SASL for example. */
    public static ConnectionSettings of(KafkaSettings kafka) {
        return new ConnectionSettings(
                kafka,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                DEFAULT_CACHE_BYTES,
                StoreSecurity.NONE,
                Optional.empty());
    }

    public ConnectionSettings withConnectTimeout(Duration timeout) {
        return new ConnectionSettings(kafka, timeout, callTimeout, cacheBytes, store, signingKey);
    }

    public ConnectionSettings withCallTimeout(Duration timeout) {
        return new ConnectionSettings(kafka, connectTimeout, timeout, cacheBytes, store, signingKey);
    }

    public ConnectionSettings withCacheBytes(long bytes) {
        return new ConnectionSettings(kafka, connectTimeout, callTimeout, bytes, store, signingKey);
    }

    public ConnectionSettings withStoreSecurity(StoreSecurity security) {
        return new ConnectionSettings(kafka, connectTimeout, callTimeout, cacheBytes, security, signingKey);
    }

    public ConnectionSettings withSigningKey(SigningKey key) {
        return new ConnectionSettings(kafka, connectTimeout, callTimeout, cacheBytes, store, Optional.of(key));
    }

    static Duration requirePositive(String name, Duration value) {
        if (value == null || value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be longer than nothing, is " + value);
        }
        return value;
    }
}
