package io.cloudburst.client;

import io.cloudburst.protocol.Topic;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;

/** Whether there is a Cloudburst at all, asked before anything is started that would wait for it. */
final class Reachability {
    private Reachability() {}

    /** @throws CloudburstException {@link ErrorCode#UNAVAILABLE} that says what is not there */
    static void check(ConnectionSettings settings) {
        Set<String> topics = topics(settings);
        List<String> missing = Arrays.stream(Topic.values())
                .map(Topic::topicName)
                .filter(name -> !topics.contains(name))
                .toList();
        if (!missing.isEmpty()) {
            throw new CloudburstException(
                    ErrorCode.UNAVAILABLE,
                    "no Cloudburst runs on Kafka at %s: topics %s are missing; start one with ./cloudburst up"
                            .formatted(settings.kafka().bootstrapServers(), missing));
        }
    }

    private static Set<String> topics(ConnectionSettings settings) {
        long millis = settings.connectTimeout().toMillis();
        Map<String, Object> properties = settings.kafka().admin("cloudburst-reachability");
        // Also for close(), which waits for what was asked.
        properties.put("default.api.timeout.ms", Long.toString(millis));
        properties.put("request.timeout.ms", Long.toString(millis));
        try (Admin admin = Admin.create(properties)) {
            return admin.listTopics().names().get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException | KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof AuthenticationException) {
                throw new CloudburstException(
                        ErrorCode.UNAVAILABLE,
                        "the Kafka broker at %s and this client do not trust each other: %s; are the settings of TLS and SASL right?"
                                .formatted(settings.kafka().bootstrapServers(), described(cause)),
                        e);
            }
            String why =
                    e instanceof TimeoutException || cause instanceof org.apache.kafka.common.errors.TimeoutException
                            ? "within %d ms".formatted(millis)
                            : "(%s)".formatted(cause.getMessage());
            throw new CloudburstException(
                    ErrorCode.UNAVAILABLE,
                    "no Kafka broker answered at %s %s; is the address right, and is it running? ./cloudburst up starts one"
                            .formatted(settings.kafka().bootstrapServers(), why),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CloudburstException(ErrorCode.CANCELLED, "interrupted while connecting", e);
        }
    }

    /** With what is behind it, which says more of a handshake. */
    private static String described(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return innermost == failure ? failure.getMessage() : failure.getMessage() + " (" + innermost.getMessage() + ")";
    }
}
