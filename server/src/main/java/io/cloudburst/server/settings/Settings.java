package io.cloudburst.server.settings;

import io.cloudburst.sdk.kafka.KafkaSettings;
import io.cloudburst.sdk.kafka.TopicPartitions;
import io.cloudburst.sdk.signing.TrustedKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
        Gateway gateway,
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
            Memory memory,
            String backups,
            Duration backupInterval,
            int backupsKept) {
        public Kvs {
            Bounds.name("name", name);
            Bounds.atLeast("replica-set", replicaSet, 0);
            Bounds.present("host", host);
            host = Address.resolved(host);
            Bounds.port("port", port);
            Bounds.enough(memory, 320);
            Bounds.positive("backup-interval", backupInterval);
            Bounds.atLeast("backups-kept", backupsKept, 1);
        }

        public Optional<Path> backupDirectory() {
            return file(backups);
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

    /** Both files, or neither. */
    public record Tls(String certificate, String key) {
        public Tls {
            if (certificate.isEmpty() != key.isEmpty()) {
                throw new IllegalArgumentException(
                        certificate.isEmpty()
                                ? "certificate is missing; a key needs one"
                                : "key is missing; a certificate needs one");
            }
        }

        public boolean isWanted() {
            return !certificate.isEmpty();
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
}
