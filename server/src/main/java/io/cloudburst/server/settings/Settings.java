package io.cloudburst.server.settings;

import io.cloudburst.executor.RemoteSettings;
import io.cloudburst.kvs.RpcSecurity;
import io.cloudburst.remote.worker.WorkerSettings;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.kafka.KafkaSettings;
import io.cloudburst.sdk.kafka.TopicPartitions;
import io.cloudburst.sdk.signing.TrustedKeys;
import io.cloudburst.sdk.store.StoreSecurity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the processes of a Cloudburst are told. What each setting means, and its default, says {@code cloudburst.yaml} beside this
 * class, which is also the file that the distribution ships. {@link SettingsReader} reads it.
 *
 * <p>A record's constructor refuses what is out of bounds, with a message that begins with the setting's name in it.
 */
public record Settings(
        Path directory,
        String healthFile,
        Log log,
        Kafka kafka,
        Topics topics,
        Code code,
        Broker broker,
        Job job,
        JobManager jobmanager,
        TaskManager taskmanager,
        Kvs kvs,
        Store store,
        Gateway gateway,
        Worker worker,
        Remote remote,
        Map<String, String> flink) {
    public Settings {
        directory = directory.toAbsolutePath().normalize();
        flink = Map.copyOf(flink);
    }

    /** Where a process says how it is; empty: nowhere. */
    public Optional<Path> health() {
        return file(healthFile);
    }

    /** Where checkpoints go: a URI, or an absolute path. */
    public String checkpoints() {
        return job.checkpoints().isEmpty() ? directory.resolve("checkpoints").toString() : job.checkpoints();
    }

    /**
     * Whose functions are run.
     *
     * @throws SettingsException if the file of keys cannot be used
     */
    public TrustedKeys trustedKeys() {
        try {
            return file(code.trustedKeys()).map(TrustedKeys::read).orElse(TrustedKeys.EVERYBODY);
        } catch (IllegalArgumentException e) {
            throw new SettingsException("code.trusted-keys: " + e.getMessage(), e);
        }
    }

    /** @param trustedKeys a file; empty: everybody's code is run */
    public record Code(String trustedKeys) {}

    /** @param format {@code text} or {@code json} */
    public record Log(String format, String level) {
        public Log {
            Bounds.oneOf("format", format, "text", "json");
            Bounds.oneOf("level", level, "error", "warn", "info", "debug");
        }
    }

    public record Kafka(String bootstrapServers, Duration connectTimeout, Map<String, String> properties) {
        public Kafka {
            Address.parse("bootstrap-servers", bootstrapServers);
            Bounds.positive("connect-timeout", connectTimeout);
            properties = Map.copyOf(properties);
        }

        public List<Address> addresses() {
            return Address.parse("bootstrap-servers", bootstrapServers);
        }

        /** For whatever makes Kafka clients. */
        public KafkaSettings clients() {
            return new KafkaSettings(bootstrapServers, properties);
        }
    }

    public record Topics(int calls, int replies, int kvs) {
        public Topics {
            Bounds.atLeast("calls", calls, 1);
            Bounds.atLeast("replies", replies, 1);
            Bounds.atLeast("kvs", kvs, 1);
        }

        public TopicPartitions partitions() {
            return new TopicPartitions(calls, replies, kvs);
        }
    }

    public record Broker(String addresses, Memory memory, Map<String, String> properties) {
        public Broker {
            Address.parse("addresses", addresses);
            Bounds.enough(memory, 256);
            properties = Map.copyOf(properties);
        }

        public List<Address> parsedAddresses() {
            return Address.parse("addresses", addresses);
        }
    }

    public record Job(String checkpoints, Duration checkpointInterval, int threads, int waitingCalls, Memory cache) {
        public Job {
            Bounds.positive("checkpoint-interval", checkpointInterval);
            Bounds.atLeast("threads", threads, 1);
            Bounds.atLeast("waiting-calls", waitingCalls, 1);
        }
    }

    public record JobManager(String host, int port, int restPort, int blobPort, Memory memory) {
        public JobManager {
            Bounds.present("host", host);
            host = Address.resolved(host);
            Bounds.reachable("host", host);
            Bounds.fixedPort("port", port);
            Bounds.fixedPort("rest-port", restPort);
            Bounds.fixedPort("blob-port", blobPort);
            Bounds.enough(memory, 320);
        }
    }

    public record TaskManager(String name, String host, int port, int dataPort, int slots, Memory memory) {
        public TaskManager {
            Bounds.name("name", name);
            Bounds.present("host", host);
            host = Address.resolved(host);
            Bounds.reachable("host", host);
            Bounds.port("port", port);
            Bounds.port("data-port", dataPort);
            Bounds.atLeast("slots", slots, 1);
            Bounds.enough(memory, 512);
        }
    }

    public record Kvs(
            String name,
            int replicaSet,
            String host,
            int port,
            String announced,
            Memory memory,
            String backups,
            Duration backupInterval,
            int backupsKept,
            ServerTls tls,
            String token) {
        public Kvs {
            Bounds.name("name", name);
            Bounds.atLeast("replica-set", replicaSet, 0);
            Bounds.present("host", host);
            host = Address.resolved(host);
            Bounds.reachable("host", host);
            Bounds.port("port", port);
            if (!announced.isEmpty() && Address.parse("announced", announced).size() > 1) {
                throw new IllegalArgumentException("announced must be one host:port, is '" + announced + "'");
            }
            Bounds.enough(memory, 320);
            Bounds.positive("backup-interval", backupInterval);
            Bounds.atLeast("backups-kept", backupsKept, 1);
            Bounds.needs("token", token, "tls.certificate", tls.certificate(), "or it would travel in the open");
        }

        /** {@code host:port}; empty: where it listens. */
        public Optional<String> announcedAddress() {
            return Optional.of(announced).filter(address -> !address.isEmpty());
        }

        public Optional<Path> backupDirectory() {
            return file(backups);
        }

        /** What the node shows, and asks for; empty: whoever reaches its port may read. */
        public Optional<RpcSecurity> security() {
            return tls.isWanted()
                    ? Optional.of(new RpcSecurity(
                            file(tls.certificate()).orElseThrow(),
                            file(tls.key()).orElseThrow(),
                            file(tls.clientTrust()),
                            file(token)))
                    : Optional.empty();
        }
    }

    /** How the store's nodes are connected to: by task managers, gateways and workers. */
    public record Store(String trust, String certificate, String key, String token) {
        public Store {
            Bounds.pair(certificate, key);
            Bounds.needs("certificate", certificate, "trust", trust, "or connections are plain");
            Bounds.needs("token", token, "trust", trust, "or it would travel in the open");
        }

        public StoreSecurity security() {
            return new StoreSecurity(text(trust), text(certificate), text(key), text(token));
        }
    }

    public record Gateway(
            String host, int port, Memory memory, boolean openToNetwork, String keys, Tls tls, Issuer issuer) {
        public Gateway {
            Bounds.present("host", host);
            host = Address.resolved(host);
            Bounds.port("port", port);
            Bounds.enough(memory, 192);
        }

        public Optional<Path> keysFile() {
            return file(keys);
        }
    }

    public record Worker(
            String name,
            String host,
            String publicHost,
            int port,
            String pools,
            int threads,
            int waitingCalls,
            Memory cache,
            Memory memory,
            boolean openToNetwork,
            ServerTls tls,
            String token) {
        public Worker {
            Bounds.name("name", name);
            Bounds.present("host", host);
            host = Address.resolved(host);
            publicHost = publicHost.isEmpty() ? host : Address.resolved(publicHost);
            Bounds.port("port", port);
            Bounds.present("pools", pools);
            for (String pool : pools.split(",", -1)) {
                Bounds.name("pools", pool.strip());
            }
            Bounds.atLeast("threads", threads, 1);
            Bounds.atLeast("waiting-calls", waitingCalls, 1);
            Bounds.enough(memory, 320);
            Bounds.below("cache", cache, memory);
            if (!Address.isLoopback(host) && !openToNetwork && token.isEmpty() && !tls.asksClients()) {
                throw new IllegalArgumentException("token is missing: on " + host
                        + " anybody who reaches this worker could run code in it; give it one, or tls.client-trust, or let it listen"
                        + " on 127.0.0.1");
            }
            Bounds.reachable("public-host", publicHost);
        }

        public Set<String> poolNames() {
            return Arrays.stream(pools.split(",")).map(String::strip).collect(Collectors.toUnmodifiableSet());
        }

        public WorkerSettings.Security security() {
            return new WorkerSettings.Security(
                    file(tls.certificate()), file(tls.key()), file(tls.clientTrust()), file(token), openToNetwork);
        }
    }

    /** How the job reaches what runs outside of it. */
    public record Remote(
            String endpoints, Duration patience, String trust, String certificate, String key, String token) {
        public Remote {
            Bounds.positive("patience", patience);
            Bounds.pair(certificate, key);
            try {
                settings(urls(endpoints), patience, trust, certificate, key, token);
            } catch (IllegalArgumentException | CloudburstException e) {
                throw new IllegalArgumentException("endpoints: " + e.getMessage(), e);
            }
        }

        public RemoteSettings settings() {
            return settings(urls(endpoints), patience, trust, certificate, key, token);
        }

        private static RemoteSettings settings(
                Map<String, String> urls,
                Duration patience,
                String trust,
                String certificate,
                String key,
                String token) {
            return new RemoteSettings(urls, text(trust), text(certificate), text(key), text(token), patience);
        }

        private static Map<String, String> urls(String endpoints) {
            Map<String, String> urls = new HashMap<>();
            for (String endpoint : endpoints.isBlank() ? new String[0] : endpoints.split(",")) {
                int equals = endpoint.indexOf('=');
                if (equals < 1) {
                    throw new IllegalArgumentException(
                            "must be POOL=URL, or several of those with commas between, is '" + endpoints + "'");
                }
                urls.put(
                        endpoint.substring(0, equals).strip(),
                        endpoint.substring(equals + 1).strip());
            }
            return urls;
        }
    }

    /** Both files, or neither. */
    public record Tls(String certificate, String key) {
        public Tls {
            Bounds.pair(certificate, key);
        }

        public boolean isWanted() {
            return !certificate.isEmpty();
        }
    }

    /** The same where clients may be asked for certificates of their own. */
    public record ServerTls(String certificate, String key, String clientTrust) {
        public ServerTls {
            Bounds.pair(certificate, key);
            Bounds.needs("client-trust", clientTrust, "certificate", certificate, "or nobody is asked");
        }

        public boolean isWanted() {
            return !certificate.isEmpty();
        }

        public boolean asksClients() {
            return !clientTrust.isEmpty();
        }
    }

    /** All of it, or no address. */
    public record Issuer(String url, String jwks, String audience, String rolesClaim) {
        public Issuer {
            if (!url.isEmpty()) {
                Bounds.present("jwks", jwks);
                Bounds.present("audience", audience);
                Bounds.present("roles-claim", rolesClaim);
            }
        }

        public boolean isWanted() {
            return !url.isEmpty();
        }
    }

    private static Optional<Path> file(String path) {
        return path.isEmpty() ? Optional.empty() : Optional.of(Path.of(path).toAbsolutePath());
    }

    /** The same for what is serialized; null: none. */
    private static String text(String path) {
        return file(path).map(Path::toString).orElse(null);
    }
}
