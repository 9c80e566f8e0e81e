package io.cloudburst.stack.process;

import io.cloudburst.server.JvmOptions;
import io.cloudburst.server.Role;
import io.cloudburst.server.RoleProcess;
import io.cloudburst.server.settings.SettingsReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A JVM with this one's class path that serves something, and prints a line that begins with {@link RoleProcess#READY} when others can
 * use it. What else it prints is passed over; its log is what it writes to its standard error. Whoever starts one ends it. Safe for use
 * by many threads.
 */
public final class ServerProcess {
    private final String name;
    private final Process process;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    private ServerProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        Thread reader = new Thread(() -> read(log), "output-of-" + name);
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * @param arguments the JVM's options but for the class path, the main class, and what is for it
     * @param log what it writes is added to this file
     */
    public static ServerProcess start(String name, List<String> arguments, Path log) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.addAll(arguments);
        try {
            return new ServerProcess(
                    name,
                    new ProcessBuilder(command)
                            .redirectError(Redirect.appendTo(log.toFile()))
                            .start(),
                    log);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the " + name + " process", e);
        }
    }

    /**
     * What {@link #start} is to be given for a role, as the distribution runs it.
     *
     * @param settings {@code name=value} each, where they are not the defaults
     */
    public static List<String> argumentsOf(Role role, List<String> settings) {
        List<String> arguments =
                new ArrayList<>(JvmOptions.of(role, SettingsReader.read(Optional.empty(), Map.of(), settings)));
        arguments.add(RoleProcess.class.getName());
        arguments.add(role.command());
        arguments.addAll(settings);
        return arguments;
    }

    private void read(Path log) {
        try (BufferedReader out = process.inputReader()) {
            // To the end, so that it never waits for somebody to read what it prints.
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(RoleProcess.READY)) {
                    ready.complete(null);
                }
            }
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
        ready.completeExceptionally(
                new IllegalStateException("the " + name + " process has ended at its start; see " + log));
    }

    /** Completes when it has said that it is ready; exceptionally if it has ended before. */
    public CompletableFuture<Void> ready() {
        return ready;
    }

    public Process process() {
        return process;
    }
}
