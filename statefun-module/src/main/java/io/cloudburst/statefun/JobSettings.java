package io.cloudburst.statefun;

import io.cloudburst.executor.RemoteSettings;
import io.cloudburst.protocol.KeyGroups;
import io.cloudburst.sdk.store.StoreSecurity;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

/**
 * All that the job needs to know. It travels, serialized, to the task managers.
 *
 * @param bootstrapServers {@code host:port,…} of the Kafka broker
 * @param clientProperties for every Kafka client of the job, beside the bootstrap servers: security, mostly
 * @param parallelism parallel instances of the run function; at least 1, at most {@value #MAX_PARALLELISM}
 * @param maxPendingCalls calls that are in the hands of executors, for each parallel instance, before the job stops reading more;
 *     at least 1
 * @param checkpointDirectory a URI of a directory that all task managers can write
 * @param checkpointInterval how much is run again after a failure
 * @param restoreFrom the URI of a checkpoint or savepoint to start from; null to start from the committed offsets, without state
 * @param executor how user code is run
 * @param store how the store's nodes are connected to, from every task manager
 * @param remote how what runs outside of the job is reached
 */
public record JobSettings(
        String bootstrapServers,
        Map<String, String> clientProperties,
        int parallelism,
        int maxPendingCalls,
        String checkpointDirectory,
        Duration checkpointInterval,
        String restoreFrom,
        ExecutorSettings executor,
        StoreSecurity store,
        RemoteSettings remote)
        implements Serializable {

    /** One parallel instance for each key group. */
    public static final int MAX_PARALLELISM = KeyGroups.COUNT;

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException when one is out of bounds
     */
    public JobSettings {
        Objects.requireNonNull(bootstrapServers, "bootstrapServers");
        Objects.requireNonNull(checkpointDirectory, "checkpointDirectory");
        Objects.requireNonNull(executor, "executor");
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(remote, "remote");
        clientProperties = Map.copyOf(clientProperties);
        if (parallelism < 1 || parallelism > MAX_PARALLELISM) {
            throw new IllegalArgumentException(
                    "parallelism must be from 1 to " + MAX_PARALLELISM + ", not " + parallelism);
        }
        if (maxPendingCalls < 1) {
            throw new IllegalArgumentException("maxPendingCalls must be at least 1, not " + maxPendingCalls);
        }
        if (checkpointInterval.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "checkpointInterval must be at least a millisecond, not " + checkpointInterval);
        }
    }

    /** What one machine wants: one parallel instance, checkpoints each second, all files below one directory. */
    public static JobSettings local(String bootstrapServers, Path directory, int executorThreads) {
        Path absolute = directory.toAbsolutePath();
        return new JobSettings(
                bootstrapServers,
                Map.of(),
                1,
                16_384,
                absolute.resolve("checkpoints").toUri().toString(),
                Duration.ofSeconds(1),
                null,
                new ExecutorSettings(
                        executorThreads,
                        executorThreads,
                        ExecutorSettings.DEFAULT_CACHE_BYTES,
                        absolute.resolve("work").toString()),
                StoreSecurity.NONE,
                RemoteSettings.NONE);
    }

    /** The same with as many parallel instances. */
    public JobSettings withParallelism(int instances) {
        return new JobSettings(
                bootstrapServers,
                clientProperties,
                instances,
                maxPendingCalls,
                checkpointDirectory,
                checkpointInterval,
                restoreFrom,
                executor,
                store,
                remote);
    }

    /** The same with another executor. */
    public JobSettings withExecutor(ExecutorSettings other) {
        return new JobSettings(
                bootstrapServers,
                clientProperties,
                parallelism,
                maxPendingCalls,
                checkpointDirectory,
                checkpointInterval,
                restoreFrom,
                other,
                store,
                remote);
    }

    /** The same, starting from a checkpoint or savepoint. */
    public JobSettings restoredFrom(URI checkpoint) {
        return new JobSettings(
                bootstrapServers,
                clientProperties,
                parallelism,
                maxPendingCalls,
                checkpointDirectory,
                checkpointInterval,
                checkpoint.toString(),
                executor,
                store,
                remote);
    }

    /** The same, reaching what runs outside of it in this way. */
    public JobSettings withRemote(RemoteSettings settings) {
        return new JobSettings(
                bootstrapServers,
                clientProperties,
                parallelism,
                maxPendingCalls,
                checkpointDirectory,
                checkpointInterval,
                restoreFrom,
                executor,
                store,
                settings);
    }

    /** The properties that every Kafka client begins with. */
    Properties kafkaProperties() {
        Properties properties = new Properties();
        properties.putAll(clientProperties);
        properties.put("bootstrap.servers", bootstrapServers);
        return properties;
    }
}
