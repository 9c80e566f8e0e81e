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
    private final boolean asShipped;

    /** @param logs a directory for what they print */
    ChildProcesses(Path logs) {
        this(logs, false);
    }

    private ChildProcesses(Path logs, boolean asShipped) {
        this.logs = logs;
        this.asShipped = asShipped;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "end-children"));
    }

    /**
     * Those of roles have the memory that the distribution gives them, all of the heap from the beginning, so that what a process grows by
     * is no heap; and count their native memory.
     */
    static ChildProcesses asShipped(Path logs) {
        return new ChildProcesses(logs, true);
    }

    /** Starts a broker with the system's topics on a free port, and returns its address. */
    String startBroker(Path directory) throws IOException {
        String address = "127.0.0.1:" + freePort();
        startBroker(directory, address);
        return address;
    }

    /** As {@link #startBroker(Path)}, at this address, with these of Kafka's own settings. */
    ProcessHandle startBroker(Path directory, String address, String... properties) {
        List<String> settings = new ArrayList<>(List.of("broker.addresses=" + address));
        for (String property : properties) {
            settings.add("broker.properties." + property);
        }
        return start(Role.BROKER, directory, address, settings.toArray(String[]::new));
    }

    /** Starts the store's only node. */
    ProcessHandle startStore(Path directory, String bootstrapServers) {
        return start(Role.KVS, directory, bootstrapServers, "kvs.port=0");
    }

    /** The processes of a job. */
    record Job(ProcessHandle jobManager, ProcessHandle taskManager) {}

    /** Starts the job on one task manager, and returns when that has started; the job itself may still be about to. */
    Job startJob(Path directory, String bootstrapServers) throws IOException {
        JobManager jobManager = startJobManager(directory, bootstrapServers);
        return new Job(jobManager.process(), startTaskManager(jobManager, directory, bootstrapServers));
    }

    /**
     * The process that task managers look for.
     *
     * @param settings by which they find it
     */
    record JobManager(ProcessHandle process, List<String> settings) {}

    JobManager startJobManager(Path directory, String bootstrapServers) throws IOException {
        List<String> settings = List.of(
                "jobmanager.port=" + freePort(),
                "jobmanager.rest-port=" + freePort(),
                "jobmanager.blob-port=" + freePort());
        return new JobManager(
                start(Role.JOBMANAGER, directory, bootstrapServers, settings.toArray(String[]::new)), settings);
    }

    /** @param settings more than where its job manager is */
    ProcessHandle startTaskManager(JobManager jobManager, Path directory, String bootstrapServers, String... settings) {
        List<String> all = new ArrayList<>(jobManager.settings());
        all.addAll(List.of(settings));
        return start(Role.TASKMANAGER, directory, bootstrapServers, all.toArray(String[]::new));
    }

    /**
     * Starts a process as the distribution does, but with memory that is no limit unless that too is to be as there, and returns when it has
     * said that it is ready.
     */
    ProcessHandle start(Role role, Path directory, String bootstrapServers, String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("directory=" + directory);
        all.add("kafka.bootstrap-servers=" + bootstrapServers);
        if (asShipped) {
            return launch(role.command(), counted(ServerProcess.argumentsOf(role, all)));
        }
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

    private static List<String> counted(List<String> arguments) {
        List<String> counted = new ArrayList<>();
        for (String argument : arguments) {
            if (argument.startsWith("-Xmx")) {
                counted.add("-Xms" + argument.substring("-Xmx".length()));
            }
            if (!argument.startsWith("-Xms")) {
                counted.add(argument);
            }
        }
        counted.addAll(0, List.of("-XX:+AlwaysPreTouch", "-XX:NativeMemoryTracking=summary"));
        return counted;
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
