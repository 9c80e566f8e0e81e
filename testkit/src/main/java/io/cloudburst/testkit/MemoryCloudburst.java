package io.cloudburst.testkit;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.registry.Registry;
import io.cloudburst.sdk.store.LatticeStore;
import io.cloudburst.statefun.MemoryJob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole Cloudburst in memory: the registry, the store, the job and the replies. Its clients are the same as those over Kafka, and
 * may be several. Safe for use by many threads.
 */
final class MemoryCloudburst implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryCloudburst.class);
    /** As many as in a stack on one machine. */
    private static final int THREADS = 64;

    /** For what never waits here: longer than anything takes. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final MemoryStore store = new MemoryStore();
    private final MemoryRegistryLog registryLog = new MemoryRegistryLog();
    private final Registry registry = Registry.follow(registryLog);
    private final KeptReplies keptReplies = new KeptReplies();
    private final Set<MemoryTransport> clients = ConcurrentHashMap.newKeySet();
    private final Path bundles;
    private final MemoryJob job;

    /** @param waits whether delays and backoffs take their time */
    MemoryCloudburst(boolean waits) {
        try {
            this.bundles = Files.createTempDirectory("cloudburst-memory-");
        } catch (IOException e) {
            throw new UncheckedIOException("there is no room for code in " + System.getProperty("java.io.tmpdir"), e);
        }
        this.job = new MemoryJob(registry, store, THREADS, bundles, waits, this::reply);
    }

    /** A client; to be closed before this. */
    Cloudburst connect(Duration callTimeout) {
        MemoryTransport transport = new MemoryTransport(this);
        clients.add(transport);
        return Cloudburst.over(transport, TIMEOUT, callTimeout);
    }

    void leave(MemoryTransport client) {
        clients.remove(client);
    }

    private void reply(String callId, byte[] reply) {
        keptReplies.keep(callId, reply);
        clients.forEach(client -> client.reply(callId, reply));
    }

    LatticeStore store() {
        return store;
    }

    Registry registry() {
        return registry;
    }

    MemoryRegistryLog registryLog() {
        return registryLog;
    }

    KeptReplies keptReplies() {
        return keptReplies;
    }

    MemoryJob job() {
        return job;
    }

    @Override
    public void close() {
        keptReplies.close();
        job.close();
        registry.close();
        try {
            List<Path> left;
            try (Stream<Path> files = Files.list(bundles)) {
                left = files.toList();
            }
            for (Path bundle : left) {
                Files.deleteIfExists(bundle);
            }
            Files.deleteIfExists(bundles);
        } catch (IOException e) {
            // Of a function that does not end, for instance.
            LOG.warn("code is left in {}", bundles, e);
        }
    }
}
