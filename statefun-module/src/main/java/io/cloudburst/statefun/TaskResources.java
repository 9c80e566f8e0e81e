package io.cloudburst.statefun;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cloudburst.executor.Executor;
import io.cloudburst.executor.PoolSettings;
import io.cloudburst.protocol.Topic;
import io.cloudburst.remote.client.RemoteClient;
import io.cloudburst.sdk.kafka.KafkaSettings;
import io.cloudburst.sdk.kafka.RecordProducer;
import io.cloudburst.sdk.lifecycle.OpenParts;
import io.cloudburst.sdk.registry.Registry;
import io.cloudburst.sdk.registry.RegistryCodec;
import io.cloudburst.sdk.registry.StorePartitions;
import io.cloudburst.sdk.store.StoreClient;
import io.cloudburst.statefun.watch.RunWatch;
import io.cloudburst.statefun.watch.RunsPublisher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What one parallel instance of the job holds open, from its start to its end: opened and closed here and nowhere else. */
final class TaskResources implements AutoCloseable {
    private static final Duration OPEN_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final Registry registry;
    private final Executor executor;
    private final Resolution resolution;
    private final JobMessenger messenger;
    private final RunWatch watch;
    private final GivenUpCalls givenUp;
    private final RecentlyEnded ended = new RecentlyEnded();
    private final OpenParts parts;

    /**
     * @param messenger of the executor
     * @param givenUp takes calls that no task manager survives
     * @param parts what was opened for this, and is closed with it
     */
    TaskResources(
            Registry registry,
            Executor executor,
            JobMessenger messenger,
            RunWatch watch,
            GivenUpCalls givenUp,
            OpenParts parts) {
        this.givenUp = givenUp;
        this.registry = registry;
        this.executor = executor;
        this.messenger = messenger;
        this.watch = watch;
        this.resolution = new Resolution(registry);
        this.parts = parts;
    }

    static TaskResources open(JobSettings settings) {
        OpenParts parts = new OpenParts();
        try {
            return open(settings, parts);
        } catch (RuntimeException | Error e) {
            // The job tries again, for as long as it takes.
            parts.close();
            throw e;
        }
    }

    private static TaskResources open(JobSettings settings, OpenParts parts) {
        KafkaSettings kafka = new KafkaSettings(settings.bootstrapServers(), settings.clientProperties());
        Producer<byte[], byte[]> producer = new RecordProducer(kafka, "cloudburst-job-store");
        parts.add(() -> producer.close(CLOSE_TIMEOUT));
        Registry registry = parts.add(Registry.follow(kafka, "cloudburst-job-registry"));
        StoreClient store = parts.add(new StoreClient(
                producer,
                registry,
                StorePartitions.of(kafka, "cloudburst-job-store", registry, OPEN_TIMEOUT),
                settings.executor().cacheBytes(),
                settings.store()));
        parts.add(new StoreCacheMetrics(store::cacheStats));
        JobMessenger messenger = JobMessenger.onTopic(producer);
        RemoteClient remote = parts.add(new RemoteClient(
                settings.remote(),
                registry,
                name -> producer.send(new ProducerRecord<>(
                        Topic.REGISTRY.topicName(),
                        RegistryCodec.workerKey(name).getBytes(UTF_8),
                        null))));
        URI checkpoints = URI.create(settings.checkpointDirectory());
        RunWatch watch = parts.add(RunsPublisher.start(
                kafka,
                settings.parallelism(),
                store::cacheStats,
                () -> CheckpointDirectory.lastCheckpoint(checkpoints)));
        Executor executor = parts.add(new Executor(
                registry,
                store,
                new PoolSettings(
                        settings.executor().threads(),
                        settings.maxPendingCalls(),
                        settings.executor().stuckThreads(),
                        Optional.of(settings.executor().journalPath())),
                directory(settings.executor().workPath().resolve("bundles")),
                messenger,
                Optional.of(remote),
                settings.executor().trusted()));
        return new TaskResources(registry, executor, messenger, watch, new GivenUpCalls(producer), parts);
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

    JobMessenger messenger() {
        return messenger;
    }

    RunWatch watch() {
        return watch;
    }

    GivenUpCalls givenUp() {
        return givenUp;
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
        parts.close();
    }
}
