package io.cloudburst.statefun;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cloudburst.executor.Executor;
import io.cloudburst.executor.PoolSettings;
import io.cloudburst.protocol.Topic;
import io.cloudburst.remote.client.RemoteClient;
import io.cloudburst.sdk.kafka.KafkaSettings;
import io.cloudburst.sdk.kafka.RecordProducer;
import io.cloudburst.sdk.registry.Registry;
import io.cloudburst.sdk.registry.RegistryCodec;
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
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final Registry registry;
    private final Executor executor;
    private final Resolution resolution;
    private final JobMessenger messenger;
    private final RunWatch watch;
    private final GivenUpCalls givenUp;
    private final RecentlyEnded ended = new RecentlyEnded();
    /** Closes what else there is, after the executor. */
    private final Runnable closeRest;

    /**
     * @param messenger of the executor
     * @param watch closed here
     * @param givenUp takes calls that no task manager survives
     * @param closeRest closes what was opened for this, after the executor
     */
    TaskResources(
            Registry registry,
            Executor executor,
            JobMessenger messenger,
            RunWatch watch,
            GivenUpCalls givenUp,
            Runnable closeRest) {
        this.givenUp = givenUp;
        this.registry = registry;
        this.executor = executor;
        this.messenger = messenger;
        this.watch = watch;
        this.resolution = new Resolution(registry);
        this.closeRest = closeRest;
    }

    static TaskResources open(JobSettings settings) {
        KafkaSettings kafka = new KafkaSettings(settings.bootstrapServers(), settings.clientProperties());
        Producer<byte[], byte[]> producer = new RecordProducer(kafka, "cloudburst-job-store");
        Registry registry = Registry.follow(kafka, "cloudburst-job-registry");
        StoreClient store =
                new StoreClient(producer, registry, settings.executor().cacheBytes(), settings.store());
        StoreCacheMetrics cacheMetrics = new StoreCacheMetrics(store::cacheStats);
        JobMessenger messenger = JobMessenger.onTopic(producer);
        RemoteClient remote = new RemoteClient(
                settings.remote(),
                registry,
                name -> producer.send(new ProducerRecord<>(
                        Topic.REGISTRY.topicName(),
                        RegistryCodec.workerKey(name).getBytes(UTF_8),
                        null)));
        Executor executor = new Executor(
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
                settings.executor().trusted());
        URI checkpoints = URI.create(settings.checkpointDirectory());
        RunWatch watch = RunsPublisher.start(
                kafka,
                settings.parallelism(),
                store::cacheStats,
                () -> CheckpointDirectory.lastCheckpoint(checkpoints));
        return new TaskResources(registry, executor, messenger, watch, new GivenUpCalls(producer), () -> {
            remote.close();
            cacheMetrics.close();
            store.close();
            registry.close();
            producer.close(CLOSE_TIMEOUT);
        });
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
        executor.close();
        watch.close();
        closeRest.run();
    }
}
