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
        StoreNode node = StoreNode.start(new StoreNodeSettings(
                arguments[0],
                arguments[1],
                Integer.parseInt(arguments[2]),
                Path.of(arguments[3]),
                "127.0.0.1",
                Integer.parseInt(arguments[4]),
                StoreNodeSettings.DEFAULT_MEMORY_BYTES,
                arguments.length > 5
                        ? Optional.of(new BackupSettings(Path.of(arguments[5]), BETWEEN_BACKUPS, 2))
                        : Optional.empty(),
                SHORT_SESSION));
        Runtime.getRuntime().addShutdownHook(new Thread(node::close));
        Thread.currentThread().join();
    }
}
