package io.cloudburst.stack;

import io.cloudburst.server.Role;
import io.cloudburst.stack.process.ServerProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Processes of the distribution, one a role, each of which is started again when it dies, as its launcher does. */
final class SupervisedProcesses implements AutoCloseable {
    private static final long START_SECONDS = 90;

    private final Path directory;
    private final AtomicInteger deaths = new AtomicInteger();
    /** The newest first. This and what follows is guarded by this. */
    private final Deque<Process> running = new ArrayDeque<>();

    private boolean closed;
    /** Of whoever starts them. */
    private final List<CompletableFuture<Void>> starting = new ArrayList<>();

    private String broker;

    SupervisedProcesses(Path directory) {
        this.directory = directory;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Returns its address, when it is ready. */
    String startBroker() throws Exception {
        broker = "127.0.0.1:" + freePort();
        start(Role.BROKER, "broker.addresses=" + broker);
        awaitReady();
        return broker;
    }

    /** Starts a job manager and a task manager. */
    void startJob(String... settings) throws IOException {
        List<String> all = new ArrayList<>(List.of(settings));
        for (String port : List.of("port", "rest-port", "blob-port")) {
            all.add("jobmanager." + port + "=" + freePort());
        }
        start(Role.JOBMANAGER, all.toArray(String[]::new));
        start(Role.TASKMANAGER, all.toArray(String[]::new));
    }

    void start(Role role, String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("directory=" + directory.resolve("data"));
        all.add("kafka.bootstrap-servers=" + broker);
        List<String> arguments = new ArrayList<>(ServerProcess.argumentsOf(role, all));
        arguments.add(0, "-XX:TieredStopAtLevel=1");
        starting.add(begin(role, arguments).ready());
    }

    /** Returns when all have been ready once. */
    void awaitReady() throws Exception {
        for (CompletableFuture<Void> ready : starting) {
            ready.get(START_SECONDS, TimeUnit.SECONDS);
        }
    }

    private synchronized ServerProcess begin(Role role, List<String> arguments) {
        ServerProcess server =
                ServerProcess.start(role.command(), arguments, directory.resolve(role.command() + ".log"));
        running.push(server.process());
        server.process().onExit().thenAccept(ended -> again(role, arguments, ended));
        return server;
    }

    private synchronized void again(Role role, List<String> arguments, Process ended) {
        running.remove(ended);
        if (!closed) {
            deaths.incrementAndGet();
            begin(role, arguments);
        }
    }

    /** How many have died. */
    int deaths() {
        return deaths.get();
    }

    @Override
    public void close() {
        List<Process> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(running);
        }
        for (Process process : all) {
            process.destroy();
            try {
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
