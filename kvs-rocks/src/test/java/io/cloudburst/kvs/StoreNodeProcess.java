package io.cloudburst.kvs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A node in a process of its own, to be killed. Told to end, it leaves in order. */
final class StoreNodeProcess {
    // The others of its set take over from it soon after a kill.
    private static final Map<String, String> SHORT_SESSION =
            Map.of("session.timeout.ms", "3000", "heartbeat.interval.ms", "500");
    private static final Duration BETWEEN_BACKUPS = Duration.ofSeconds(1);

    private StoreNodeProcess() {}

    /** @param arguments bootstrap servers, name, replica set, data directory, port, and, for one that backs up, where to */
    public static void main(String[] arguments) throws InterruptedException {
        StoreNodeSettings local = StoreNodeSettings.local(arguments[0], arguments[1], Path.of(arguments[3]));
        StoreNode node = StoreNode.start(new StoreNodeSettings(
                local.bootstrapServers(),
                local.name(),
                Integer.parseInt(arguments[2]),
                local.dataDirectory(),
                local.host(),
                Integer.parseInt(arguments[4]),
                local.memoryBytes(),
                arguments.length > 5
                        ? Optional.of(new BackupSettings(Path.of(arguments[5]), BETWEEN_BACKUPS, 2))
                        : Optional.empty(),
                local.purgeAfter(),
                SHORT_SESSION,
                Optional.empty()));
        Runtime.getRuntime().addShutdownHook(new Thread(node::close));
        Thread.currentThread().join();
    }
}
