package io.cloudburst.remote.worker;

import io.cloudburst.executor.Executor;
import io.cloudburst.executor.Messenger;
import io.cloudburst.executor.PoolSettings;
import io.cloudburst.sdk.kafka.RecordProducer;
import io.cloudburst.sdk.lifecycle.OpenParts;
import io.cloudburst.sdk.registry.RegisteredWorker;
import io.cloudburst.sdk.registry.Registry;
import io.cloudburst.sdk.registry.StorePartitions;
import io.cloudburst.sdk.store.StoreClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the functions of some pools outside of the job, as the job would: the same executor, the same store, the same code. Keeps
 * nothing that another worker needs. Thread-safe.
 */
public final class Worker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final OpenParts parts = new OpenParts();

    private String url;
    private String name;

    private Worker() {}

    /**
     * Starts a worker; it is announced when this returns.
     *
     * @throws io.cloudburst.sdk.CloudburstException if there is no Cloudburst at the brokers
     * @throws IllegalArgumentException if a file of the settings cannot be used
     * @throws IllegalStateException if the port cannot be had
     */
    public static Worker start(WorkerSettings settings) {
        Worker worker = new Worker();
        try {
            worker.open(settings);
            return worker;
        } catch (RuntimeException | Error e) {
            worker.close();
            throw e;
        }
    }

    private void open(WorkerSettings settings) {
        Registry registry = parts.add(Registry.follow(settings.kafka(), "cloudburst-worker-registry"));
        Producer<byte[], byte[]> producer = new RecordProducer(settings.kafka(), "cloudburst-worker");
        parts.add(() -> producer.close(TIMEOUT));
        StoreClient store = parts.add(new StoreClient(
                producer,
                registry,
                StorePartitions.of(settings.kafka(), "cloudburst-worker", registry, TIMEOUT),
                settings.cacheBytes(),
                settings.store()));
        Executor executor = parts.add(new Executor(
                registry,
                store,
                new PoolSettings(settings.threads(), settings.waiting(), settings.stuckThreads()),
                directory(settings.directory()),
                Messenger.NONE,
                Optional.empty(),
                settings.trusted()));
        WorkerServer server = parts.add(new WorkerServer(
                new StageFunctions(executor, registry).handler(),
                settings.host(),
                settings.port(),
                settings.security()));
        // Before the server ends, and after nobody is told of it any more.
        parts.add(server::drain);
        String host = settings.publicHost().orElse(settings.host());
        String address = (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + server.port();
        url = (settings.security().certificate().isPresent() ? "https://" : "http://") + address;
        name = settings.name().orElse("worker-" + address.replaceAll("[^A-Za-z0-9_.-]", "-"));
        parts.add(Announcement.make(
                producer, registry, new RegisteredWorker(name, url, settings.pools(), settings.threads())));
        LOG.info("worker {} at {} runs functions of the pools {}", name, url, settings.pools());
    }

    private static Path directory(Path path) {
        try {
            return Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException("the worker's directory cannot be made: " + path, e);
        }
    }

    /** How the job reaches it. */
    public String url() {
        return url;
    }

    /** What it is announced as. */
    public String name() {
        return name;
    }

    /** Is announced no more, finishes what it runs, for some seconds, and ends. */
    @Override
    public void close() {
        parts.close();
    }
}
