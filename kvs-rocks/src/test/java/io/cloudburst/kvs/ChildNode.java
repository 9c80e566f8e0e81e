package io.cloudburst.kvs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A node in a process of its own, which can be killed and started again: its name, its address and its data stay the same. */
final class ChildNode implements AutoCloseable {
    static final Path OUTPUT = Path.of("target", "store-nodes.log");

    private final String bootstrapServers;
    private final String name;
    private final int replicaSet;
    private final Path dataDirectory;
    private final Optional<Path> backups;
    private final int port;
    // Null while it is not running.
    private Process process;

    ChildNode(String bootstrapServers, String name, int replicaSet, Path dataDirectory, Optional<Path> backups) {
        this.bootstrapServers = bootstrapServers;
        this.name = name;
        this.replicaSet = replicaSet;
        this.dataDirectory = dataDirectory;
        this.backups = backups;
        try (ServerSocket free = new ServerSocket(0)) {
            this.port = free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ChildNode start() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                StoreNodeProcess.class.getName(),
                bootstrapServers,
                name,
                Integer.toString(replicaSet),
                dataDirectory.toString(),
                Integer.toString(port)));
        backups.ifPresent(directory -> command.add(directory.toString()));
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(OUTPUT.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    String name() {
        return name;
    }

    int replicaSet() {
        return replicaSet;
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** As kill -9 does. */
    void kill() {
        end(process.destroyForcibly());
    }

    /** Has it leave in order. */
    void leave() {
        process.destroy();
        end(process);
    }

    private void end(Process ending) {
        try {
            if (!ending.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError("node " + name + " does not end");
            }
            process = null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }
}
