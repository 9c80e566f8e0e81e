package io.cloudburst.bench;

import io.cloudburst.server.Role;
import io.cloudburst.stack.process.ServerProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** JVMs with this one's class path, ended together, the newest first. */
final class ChildProcesses implements AutoCloseable {
    private static final long START_SECONDS = 60;
    private static final long END_SECONDS = 60;
    private static final String MEMORY = "2g";

    private final Deque<Process> running = new ArrayDeque<>();
    private final Path logs;

    /** @param logs a directory for what they print */
    ChildProcesses(Path logs) {
        this.logs = logs;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "end-children"));
    }

    /** Starts a broker with the system's topics on a free port, and returns its address. */
    String startBroker(Path directory) throws IOException {
        String address = "127.0.0.1:" + freePort();
        start(Role.BROKER, directory, address, "broker.addresses=" + address);
        return address;
    }

    /** Starts the store's only node. */
    ProcessHandle startStore(Path directory, String bootstrapServers) {
        return start(Role.KVS, directory, bootstrapServers, "kvs.port=0");
    }

    /** Starts the job on one task manager, which is returned, and returns when it has started; the job itself may still be about to. */
    ProcessHandle startJob(Path directory, String bootstrapServers) throws IOException {
        return start(Role.TASKMANAGER, directory, bootstrapServers, startJobManager(directory, bootstrapServers));
    }

    /** Starts the job manager, and returns the settings by which task managers find it. */
    String[] startJobManager(Path directory, String bootstrapServers) throws IOException {
        String[] ports = {
            "jobmanager.port=" + freePort(), "jobmanager.rest-port=" + freePort(), "jobmanager.blob-port=" + freePort()
        };
        start(Role.JOBMANAGER, directory, bootstrapServers, ports);
        return ports;
    }

    /** Starts a process as the distribution does, but with memory that is no limit, and returns when it has said that it is ready. */
    ProcessHandle start(Role role, Path directory, String bootstrapServers, String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("directory=" + directory);
        all.add("kafka.bootstrap-servers=" + bootstrapServers);
        all.add(role.command() + ".memory=" + MEMORY);
        return launch(role.command(), ServerProcess.argumentsOf(role, all));
    }

    /** Asks one to end (SIGTERM), and returns when it has. */
    void end(ProcessHandle process) throws InterruptedException {
        process.destroy();
        try {
            process.onExit().get(END_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("process " + process.pid() + " did not end in time; see " + logs, e);
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Returns when the process has said that it is ready. */
    ProcessHandle start(String name, Class<?> main, String... args) {
        List<String> command = new ArrayList<>(List.of("-Xms512m", "-Xmx1g", "-XX:+UseParallelGC", main.getName()));
        command.addAll(List.of(args));
        return launch(name, command);
    }

    private ProcessHandle launch(String name, List<String> arguments) {
        Path log = logs.resolve(name + ".log");
        ServerProcess server = ServerProcess.start(name, arguments, log);
        running.push(server.process());
        try {
            server.ready().get(START_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the " + name + " process did not start in time; see " + log, e);
        }
        return server.process().toHandle();
    }

    @Override
    public synchronized void close() {
        while (!running.isEmpty()) {
            Process process = running.pop();
            process.destroy();
            try {
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
