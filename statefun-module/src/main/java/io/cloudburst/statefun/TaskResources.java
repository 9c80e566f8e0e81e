package io.cloudburst.statefun;

import io.cloudburst.executor.Executor;
import io.cloudburst.sdk.kafka.KafkaSettings;
import io.cloudburst.sdk.registry.Registry;
import io.cloudburst.sdk.store.StoreClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What one parallel instance of the job holds open, from its start to its end: opened and closed here and nowhere else. */
final class TaskResources implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final Producer<byte[], byte[]> producer;
    private final Registry registry;
    private final StoreClient store;
    private final Executor executor;
    private final Resolution resolution;
    private final KafkaMessenger messenger;
    private final RecentlyEnded ended = new RecentlyEnded();

    TaskResources(JobSettings settings) {
        KafkaSettings kafka = new KafkaSettings(settings.bootstrapServers(), settings.clientProperties());
        this.producer = new KafkaProducer<>(
                kafka.producer("cloudburst-job-store"), new ByteArraySerializer(), new ByteArraySerializer());
        this.registry = Registry.follow(kafka, "cloudburst-job-registry");
        this.store = new StoreClient(producer, registry, settings.executor().cacheBytes());
        this.messenger = new KafkaMessenger(producer);
        this.executor = new Executor(
                registry,
                store,
                settings.executor().threads(),
                settings.maxPendingCalls(),
                directory(settings.executor().workPath().resolve("bundles")),
                messenger);
        this.resolution = new Resolution(registry);
    }

    Registry registry() {
        return registry;
    }

    Executor executor() {
        return executor;
    }

    Resolution resolution() {
        return resolution;
    }

    KafkaMessenger messenger() {
        return messenger;
    }

    RecentlyEnded ended() {
        return ended;
    }

    private static Path directory(Path path) {
        try {
            return Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException("the executor's work directory cannot be made: " + path, e);
        }
    }

    @Override
    public void close() {
        executor.close();
        store.close();
        registry.close();
        producer.close(CLOSE_TIMEOUT);
    }
}
