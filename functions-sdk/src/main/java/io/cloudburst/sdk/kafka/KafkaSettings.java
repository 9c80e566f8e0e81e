package io.cloudburst.sdk.kafka;

import io.cloudburst.protocol.Topic;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How everything here talks to Kafka: durable, and without waiting to fill a batch.
 *
 * @param bootstrapServers host:port, comma-separated
 * @param extra settings for every client, such as those of TLS and SASL; they win over the ones below
 * @param requestsInFlight that a producer has on their way to one broker, from 1 to 5. With one, what comes meanwhile is collected for
 *     the next: fewer and larger requests, as long as they need not be as large as a batch can be
 */
public record KafkaSettings(String bootstrapServers, Map<String, String> extra, int requestsInFlight) {
    /** More than that are not idempotent. */
    private static final int MOST_IN_FLIGHT = 5;

    public KafkaSettings {
        Objects.requireNonNull(bootstrapServers, "bootstrapServers");
        extra = Map.copyOf(extra);
        if (requestsInFlight < 1 || requestsInFlight > MOST_IN_FLIGHT) {
            throw new IllegalArgumentException(
                    "requestsInFlight must be from 1 to %d, is %d".formatted(MOST_IN_FLIGHT, requestsInFlight));
        }
    }

    public KafkaSettings(String bootstrapServers, Map<String, String> extra) {
        this(bootstrapServers, extra, MOST_IN_FLIGHT);
    }

    public KafkaSettings withRequestsInFlight(int requests) {
        return new KafkaSettings(bootstrapServers, extra, requests);
    }

    public static KafkaSettings of(String bootstrapServers) {
        return new KafkaSettings(bootstrapServers, Map.of());
    }

    /** Acknowledged by all in-sync replicas, idempotent, sent at once; gives up after 30 s. */
    public Map<String, Object> producer(String clientId) {
        Map<String, Object> settings = common(clientId);
        settings.put("acks", "all");
        settings.put("linger.ms", "0");
        settings.put("max.in.flight.requests.per.connection", Integer.toString(requestsInFlight));
        settings.put("batch.size", "65536");
        settings.put("max.request.size", Integer.toString(Topic.MAX_RECORD_BYTES));
        settings.put("max.block.ms", "5000");
        // Else it forgets the topics as soon as no broker answers, and what is sent then waits for them in the caller's
        // thread, and fails, instead of waiting in the producer's buffer until a broker is back.
        settings.put("metadata.recovery.strategy", "none");
        settings.put("request.timeout.ms", "10000");
        settings.put("delivery.timeout.ms", "30000");
        settings.putAll(extra);
        return settings;
    }

    /** Assigned by hand, reads every record, keeps no offsets in Kafka. */
    public Map<String, Object> consumer(String clientId) {
        Map<String, Object> settings = common(clientId);
        settings.put("enable.auto.commit", "false");
        settings.put("auto.offset.reset", "earliest");
        settings.put("allow.auto.create.topics", "false");
        settings.put("max.poll.records", "5000");
        settings.put("default.api.timeout.ms", "10000");
        settings.putAll(extra);
        return settings;
    }

    public Map<String, Object> admin(String clientId) {
        Map<String, Object> settings = common(clientId);
        settings.putAll(extra);
        return settings;
    }

    private Map<String, Object> common(String clientId) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrapServers);
        settings.put("client.id", clientId);
        settings.put("enable.metrics.push", "false");
        settings.put("reconnect.backoff.max.ms", "500");
        return settings;
    }
}
