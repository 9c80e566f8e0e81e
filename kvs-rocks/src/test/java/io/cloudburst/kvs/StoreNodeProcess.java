package io.cloudburst.kvs;

import java.nio.file.Path;

/** A node in a process of its own, to be killed. */
final class StoreNodeProcess {
    private StoreNodeProcess() {}

    /** @param arguments bootstrap servers, name, data directory, port */
    public static void main(String[] arguments) throws InterruptedException {
        StoreNodeSettings local = StoreNodeSettings.local(arguments[0], arguments[1], Path.of(arguments[2]));
        StoreNode.start(new StoreNodeSettings(
                local.bootstrapServers(),
                local.name(),
                local.replicaSet(),
                local.dataDirectory(),
                local.host(),
                Integer.parseInt(arguments[3]),
                local.memoryBytes(),
                local.backups(),
                local.purgeAfter(),
                local.kafkaProperties()));
        Thread.currentThread().join();
    }
}
