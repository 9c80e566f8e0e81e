package io.cloudburst.bench;

import io.cloudburst.stack.StackProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** JVMs with this one's class path, ended together, the newest first. */
final class ChildProcesses implements AutoCloseable {
    private static final long START_SECONDS = 60;

    private final Deque<Process> running = new ArrayDeque<>();
    private final Path logs;

    /** @param logs a directory for what they print */
    ChildProcesses(Path logs) {
        this.logs = logs;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "end-children"));
    }

    /** Starts a broker with the system's topics on a free port, and returns its address. */
    String startBroker(Path directory) throws IOException {
        String port = Integer.toString(freePort());
        start(StackProcess.Part.BROKER, directory, port);
        return "127.0.0.1:" + port;
    }

    /** Starts a part of the stack in a directory of its own below that one. */
    ProcessHandle start(StackProcess.Part part, Path directory, String address) {
        String name = part.name().toLowerCase(Locale.ROOT);
        return start(
                name, StackProcess.class, part.name(), directory.resolve(name).toString(), address);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Returns when the process has said that it is ready. */
    ProcessHandle start(String name, Class<?> main, String... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms512m",
                "-Xmx1g",
                "-XX:+UseParallelGC",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(args));
        Path log = logs.resolve(name + ".log");
        try {
            Process process =
                    new ProcessBuilder(command).redirectError(log.toFile()).start();
            running.push(process);
            awaitReady(name, process, log);
            return process.toHandle();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the " + name + " process", e);
        }
    }

    private static void awaitReady(String name, Process process, Path log) {
        CompletableFuture<Boolean> ready = CompletableFuture.supplyAsync(() -> {
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            return out.lines().anyMatch(StackProcess.READY::equals);
        });
        try {
            if (ready.get(START_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (Exception e) {
            throw new IllegalStateException("the " + name + " process did not start in time; see " + log, e);
        }
        throw new IllegalStateException("the " + name + " process has ended at its start; see " + log);
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
