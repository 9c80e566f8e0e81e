package io.cloudburst.stack;

import io.cloudburst.gateway.Gateway;
import io.cloudburst.gateway.GatewaySettings;
import io.cloudburst.kvs.StoreNode;
import io.cloudburst.kvs.StoreNodeSettings;
import io.cloudburst.sdk.kafka.KafkaSettings;
import io.cloudburst.sdk.kafka.TopicGuard;
import io.cloudburst.sdk.kafka.TopicPartitions;
import io.cloudburst.sdk.kafka.Topics;
import io.cloudburst.sdk.lifecycle.OpenParts;
import io.cloudburst.sdk.registry.StorePartitions;
import io.cloudburst.server.broker.EmbeddedBroker;
import io.cloudburst.statefun.JobSettings;
import io.cloudburst.statefun.LocalJob;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The whole system in this JVM, of real parts: a Kafka broker, a store node, the job in a Flink
 * MiniCluster, and the HTTP gateway if it is wanted. Survives being
 * closed and being killed: the next one on the same directory has the functions, DAGs and objects, and finishes the calls that
 * were running.
 */
public final class LocalStack implements AutoCloseable {
    private static final Duration TOPICS_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration JOB_TIMEOUT = Duration.ofSeconds(60);

    private final OpenParts parts = new OpenParts();

    private EmbeddedBroker broker;
    private TopicGuard topics;
    private LocalJob job;
    /** Null without one. */
    private Gateway gateway;

    private LocalStack() {}

    public static LocalStack start(StackSettings settings) {
        return start(settings, part -> {});
    }

    /** @param progress is told of each part before it is started */
    public static LocalStack start(StackSettings settings, Consumer<String> progress) {
        LocalStack stack = new LocalStack();
        try {
            stack.open(settings, progress);
            return stack;
        } catch (RuntimeException | Error e) {
            stack.close();
            throw e;
        }
    }

    private void open(StackSettings settings, Consumer<String> progress) {
        progress.accept("Kafka broker");
        broker = EmbeddedBroker.start(settings.broker(), settings.port());
        parts.add(broker);
        Topics.ensure(bootstrapServers(), TopicPartitions.DEFAULT, TOPICS_TIMEOUT);
        StorePartitions.note(KafkaSettings.of(bootstrapServers()), "cloudburst-stack", TOPICS_TIMEOUT);
        topics = TopicGuard.start(KafkaSettings.of(bootstrapServers()), TopicPartitions.DEFAULT);
        parts.add(topics);
        progress.accept("store node");
        parts.add(StoreNode.start(StoreNodeSettings.local(bootstrapServers(), "local", settings.store())
                .withBackups(settings.backups())));
        progress.accept("Flink job");
        job = LocalJob.start(
                JobSettings.local(bootstrapServers(), settings.job(), settings.executorThreads())
                        .withRemote(settings.remote()),
                JOB_TIMEOUT);
        parts.add(job);
        if (settings.httpPort() != StackSettings.NO_HTTP) {
            progress.accept("HTTP gateway");
            gateway = Gateway.start(GatewaySettings.local(bootstrapServers(), settings.httpPort()));
            parts.add(gateway);
        }
    }

    /** Where HTTP clients connect, such as {@code http://127.0.0.1:8080}; empty without a gateway. */
    public Optional<String> httpUrl() {
        return Optional.ofNullable(gateway).map(Gateway::url);
    }

    /** host:port of the broker: what clients connect to. */
    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** The job, to see whether it still runs. */
    public LocalJob job() {
        return job;
    }

    /** Completes, with the reason, when it must be closed and started again, because somebody has deleted a topic under it. */
    public CompletionStage<String> mustBeginAnew() {
        return topics.replaced();
    }

    @Override
    public void close() {
        parts.close();
    }
}
