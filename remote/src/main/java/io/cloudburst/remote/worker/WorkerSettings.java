package io.cloudburst.remote.worker;

import io.cloudburst.sdk.Names;
import io.cloudburst.sdk.RemoteOptions;
import io.cloudburst.sdk.kafka.KafkaSettings;
import io.cloudburst.sdk.signing.TrustedKeys;
import io.cloudburst.sdk.store.StoreSecurity;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A worker.
 *
 * @param kafka where the brokers are
 * @param name under which it is announced; of two workers of one name only one is known. Empty: made of its address
 * @param host the address to listen on; any but a loopback one needs a token or certificates of clients
 * @param port 0 for a free one
 * @param publicHost how the job reaches it, where that is not {@code host}
 * @param pools its labels, at least one
 * @param threads how many functions run at once; at least 1
 * @param waiting how many more may wait for a thread; at least 1
 * @param stuckThreads how many threads are replaced whose functions go on although their calls have ended
 * @param cacheBytes how much memory the cache of values from the store takes at most, about; 0: no cache
 * @param directory for code while it is in use; made where it is missing
 * @param security what it shows, and asks for
 * @param store how the store's nodes are connected to
 * @param trusted whose functions are run
 */
public record WorkerSettings(
        KafkaSettings kafka,
        Optional<String> name,
        String host,
        int port,
        Optional<String> publicHost,
        Set<String> pools,
        int threads,
        int waiting,
        int stuckThreads,
        long cacheBytes,
        Path directory,
        Security security,
        StoreSecurity store,
        TrustedKeys trusted) {
    public static final int DEFAULT_PORT = 8090;
    public static final String LOOPBACK = "127.0.0.1";
    private static final int DEFAULT_THREADS = 64;
    private static final int DEFAULT_WAITING = 4_096;
    private static final long DEFAULT_CACHE_BYTES = 64 << 20;

    /**
     * All PEM files.
     *
     * @param certificate its certificate chain; empty: plain HTTP
     * @param key the private key; there with the certificate
     * @param clientTrust what the certificates of clients must be signed with; empty: they need none. Only with a certificate
     * @param tokenFile file of the token that clients must show; empty: they need none
     * @param openToNetwork whether it may do without a token and certificates on other addresses than loopback ones
     */
    public record Security(
            Optional<Path> certificate,
            Optional<Path> key,
            Optional<Path> clientTrust,
            Optional<Path> tokenFile,
            boolean openToNetwork) {
        public static final Security NONE =
                new Security(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);

        public Security {
            if (certificate.isPresent() != key.isPresent()) {
                throw new IllegalArgumentException("a certificate needs its key, and a key its certificate");
            }
            if (clientTrust.isPresent() && certificate.isEmpty()) {
                throw new IllegalArgumentException(
                        "certificates of clients are asked for by TLS only; give the worker a certificate of its own");
            }
        }

        private boolean isEnough() {
            return openToNetwork || clientTrust.isPresent() || tokenFile.isPresent();
        }
    }

    public WorkerSettings {
        Objects.requireNonNull(kafka, "kafka");
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(store, "store");
        pools = Set.copyOf(pools);
        name.ifPresent(given -> Names.check("worker", given));
        pools.forEach(pool -> Names.check("pool", pool));
        if (pools.isEmpty()) {
            throw new IllegalArgumentException("a worker needs a pool, such as " + RemoteOptions.DEFAULT_POOL);
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 0 to 65535, is " + port);
        }
        if (threads < 1 || waiting < 1 || stuckThreads < 0 || cacheBytes < 0) {
            throw new IllegalArgumentException(
                    "threads and waiting must be at least 1, stuckThreads and cacheBytes 0, not %d, %d, %d and %d"
                            .formatted(threads, waiting, stuckThreads, cacheBytes));
        }
        if (!isLoopback(host) && !security.isEnough()) {
            throw new IllegalArgumentException(
                    ("on %s anybody who reaches this worker could run code in it; give it a token or certificates of clients, or let it"
                                    + " listen on %s")
                            .formatted(host, LOOPBACK));
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("the host '%s' to listen on is unknown".formatted(host), e);
        }
    }

    /** On the loopback interface, open to whoever is on this machine, with 64 threads. */
    public static WorkerSettings local(String bootstrapServers, int port, Set<String> pools, Path directory) {
        return new WorkerSettings(
                KafkaSettings.of(bootstrapServers),
                Optional.empty(),
                LOOPBACK,
                port,
                Optional.empty(),
                pools,
                DEFAULT_THREADS,
                DEFAULT_WAITING,
                DEFAULT_THREADS,
                DEFAULT_CACHE_BYTES,
                directory,
                Security.NONE,
                StoreSecurity.NONE,
                TrustedKeys.EVERYBODY);
    }

    /** Where it listens, and how the job reaches it if that is another way. */
    public WorkerSettings withHost(String address, Optional<String> reachedBy) {
        return new WorkerSettings(
                kafka,
                name,
                address,
                port,
                reachedBy,
                pools,
                threads,
                waiting,
                stuckThreads,
                cacheBytes,
                directory,
                security,
                store,
                trusted);
    }

    /** What it shows and asks for, before it listens anywhere but on the loopback interface. */
    public WorkerSettings withSecurity(Security asked) {
        return new WorkerSettings(
                kafka,
                name,
                host,
                port,
                publicHost,
                pools,
                threads,
                waiting,
                stuckThreads,
                cacheBytes,
                directory,
                asked,
                store,
                trusted);
    }

    /** Whose functions are run. */
    public WorkerSettings trusting(TrustedKeys keys) {
        return new WorkerSettings(
                kafka,
                name,
                host,
                port,
                publicHost,
                pools,
                threads,
                waiting,
                stuckThreads,
                cacheBytes,
                directory,
                security,
                store,
                keys);
    }
}
