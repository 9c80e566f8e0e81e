package io.cloudburst.kvs;

import io.cloudburst.kvs.rocks.StoreMemory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a store node needs to know.
 *
 * @param bootstrapServers brokers, {@code host:port} separated by commas
 * @param name of the node, unique in its Cloudburst: letters, digits, {@code .}, {@code _} and {@code -}, at most 200. A node that
 *     starts again under its name has its partitions back at once; a second node of that name stops the first
 * @param replicaSet the set of nodes that share the whole store among them, from 0
 * @param dataDirectory of this node alone; created where it is missing
 * @param host the name or address to listen on, under which others reach the node too
 * @param port to listen on; 0 takes a free one
 * @param memoryBytes of native memory for cached blocks and write buffers, at least {@link StoreMemory#MIN_BYTES}
 * @param backups where the partitions are backed up, if they are
 * @param purgeAfter how long an object that was deleted or has expired is kept, at least a second. An older write that reaches the log
 *     later than that may bring the key back
 * @param kafkaProperties more properties for the node's Kafka clients, such as those of a secured broker. They go before the node's
 *     own, except where its promises hang on them
 * @param security of its RPC; empty: whoever reaches the port may read all that it has
 * @param announced {@code host:port} under which others reach it, where something stands between; empty: where it listens
 */
public record StoreNodeSettings(
        String bootstrapServers,
        String name,
        int replicaSet,
        Path dataDirectory,
        String host,
        int port,
        long memoryBytes,
        Optional<BackupSettings> backups,
        Duration purgeAfter,
        Map<String, String> kafkaProperties,
        Optional<RpcSecurity> security,
        Optional<String> announced) {
    /** 256 MiB. */
    public static final long DEFAULT_MEMORY_BYTES = 256L << 20;

    /** A week. */
    public static final Duration DEFAULT_PURGE_AFTER = Duration.ofDays(7);

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,200}");

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException naming the setting that is out of them
     */
    public StoreNodeSettings {
        require(!bootstrapServers.isBlank(), "bootstrap servers are missing; give host:port of a broker");
        require(
                NAME.matcher(name).matches(),
                "node name '" + name + "' must have 1 to 200 letters, digits, '.', '_' or '-'");
        require(replicaSet >= 0, "replica set " + replicaSet + " must not be negative");
        Objects.requireNonNull(dataDirectory, "data directory");
        require(!host.isBlank(), "the host to listen on is missing");
        require(port >= 0 && port <= 65_535, "port " + port + " must be between 0 and 65535");
        require(
                memoryBytes >= StoreMemory.MIN_BYTES,
                "memory of " + memoryBytes + " bytes is less than " + StoreMemory.MIN_BYTES);
        Objects.requireNonNull(backups, "backups");
        require(
                purgeAfter.compareTo(Duration.ofSeconds(1)) >= 0,
                "purging after " + purgeAfter + " is too soon; it must be at least a second");
        kafkaProperties = Map.copyOf(kafkaProperties);
        Objects.requireNonNull(security, "security");
        Objects.requireNonNull(announced, "announced");
    }

    /** One that others reach where it listens. */
    public StoreNodeSettings(
            String bootstrapServers,
            String name,
            int replicaSet,
            Path dataDirectory,
            String host,
            int port,
            long memoryBytes,
            Optional<BackupSettings> backups,
            Duration purgeAfter,
            Map<String, String> kafkaProperties,
            Optional<RpcSecurity> security) {
        this(
                bootstrapServers,
                name,
                replicaSet,
                dataDirectory,
                host,
                port,
                memoryBytes,
                backups,
                purgeAfter,
                kafkaProperties,
                security,
                Optional.empty());
    }

    /** A node of replica set 0 that is reached from this machine only, on a free port. */
    public static StoreNodeSettings local(String bootstrapServers, String name, Path dataDirectory) {
        return new StoreNodeSettings(
                bootstrapServers,
                name,
                0,
                dataDirectory,
                "127.0.0.1",
                0,
                DEFAULT_MEMORY_BYTES,
                Optional.empty(),
                DEFAULT_PURGE_AFTER,
                Map.of(),
                Optional.empty());
    }

    /** The same with backups. */
    public StoreNodeSettings withBackups(BackupSettings where) {
        return new StoreNodeSettings(
                bootstrapServers,
                name,
                replicaSet,
                dataDirectory,
                host,
                port,
                memoryBytes,
                Optional.of(where),
                purgeAfter,
                kafkaProperties,
                security,
                announced);
    }

    /** The same for secured clients: of Kafka, and those of the node itself. */
    public StoreNodeSettings withSecurity(Map<String, String> kafka, RpcSecurity rpc) {
        return new StoreNodeSettings(
                bootstrapServers,
                name,
                replicaSet,
                dataDirectory,
                host,
                port,
                memoryBytes,
                backups,
                purgeAfter,
                kafka,
                Optional.of(rpc),
                announced);
    }

    /** The consumer group that follows the log for the replica set. */
    String groupId() {
        return "cloudburst-kvs-" + replicaSet;
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
