package io.cloudburst.distribution;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The tarball, unpacked, and run with nothing on its path but the system's own programs and Java. */
final class Unpacked {
    private final Path home;
    private final Map<String, String> variables;

    /** @param variables what its processes are told */
    private Unpacked(Path home, Map<String, String> variables) {
        this.home = home;
        this.variables = variables;
    }

    /** @param directory made if it is missing; with nothing else in it */
    static Unpacked below(Path directory, Map<String, String> variables) throws Exception {
        Files.createDirectories(directory);
        Process tar = new ProcessBuilder(
                        "tar", "-xzf", System.getProperty("cloudburst.tarball"), "-C", directory.toString())
                .inheritIO()
                .start();
        if (!tar.waitFor(60, TimeUnit.SECONDS) || tar.exitValue() != 0) {
            throw new IOException("the tarball cannot be unpacked");
        }
        try (Stream<Path> unpacked = Files.list(directory)) {
            return new Unpacked(unpacked.findFirst().orElseThrow(), variables);
        }
    }

    static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return Integer.toString(socket.getLocalPort());
        }
    }

    /** What a server logs. */
    Path log(String role) {
        return home.resolve(role + ".log");
    }

    /** A server, which is ready when this returns. */
    Server serve(String role, String... options) throws IOException {
        Server server = begin(role, options);
        server.awaitReady();
        return server;
    }

    /** A server that is started, and may not be ready yet. */
    Server begin(String role, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(role));
        arguments.addAll(List.of(options));
        Process launcher = builder(arguments.toArray(String[]::new))
                .redirectError(Redirect.appendTo(log(role).toFile()))
                .start();
        return new Server(role, launcher);
    }

    /** How a command has ended, and what it has printed. */
    record Said(int code, String text, String errors) {}

    /** What a command prints; it must do what it is told. */
    String run(String... arguments) throws Exception {
        Said said = say(arguments);
        if (said.code() != 0) {
            throw new IOException("%s ended with %d: %s".formatted(List.of(arguments), said.code(), said.errors()));
        }
        return said.text();
    }

    /** Runs a command to its end. */
    Said say(String... arguments) throws Exception {
        Path errors = Files.createTempFile(home, "command", ".err");
        Process command = builder(arguments).redirectError(errors.toFile()).start();
        String said;
        try (InputStream out = command.getInputStream()) {
            said = new String(out.readAllBytes());
        }
        if (!command.waitFor(60, TimeUnit.SECONDS)) {
            command.destroyForcibly();
            throw new IOException(String.join(" ", arguments) + " does not end; it said: " + said);
        }
        return new Said(
                command.exitValue(), said.strip(), Files.readString(errors).strip());
    }

    private ProcessBuilder builder(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(home.resolve("bin/cloudburst").toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // Soon compiled rather than well: nothing here runs for long.
        builder.environment().put("CLOUDBURST_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
        builder.environment().putAll(variables);
        return builder;
    }

    /** A server: the launcher, and its JVM below it. */
    static final class Server implements AutoCloseable {
        private final String role;
        private final Process launcher;
        private final BufferedReader out;

        Server(String role, Process launcher) {
            this.role = role;
            this.launcher = launcher;
            this.out = launcher.inputReader();
        }

        /** The launcher's and its JVM's. */
        List<Long> pids() {
            return Stream.concat(Stream.of(launcher.toHandle()), launcher.descendants())
                    .map(ProcessHandle::pid)
                    .toList();
        }

        /** Returns when it has said once more that it is ready. */
        void awaitReady() throws IOException {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith("ready")) {
                    return;
                }
            }
            throw new IOException("the " + role + " has ended before it was ready");
        }

        /** Kills the JVM as a machine that runs out of memory does. */
        void killJvm() {
            launcher.children().forEach(ProcessHandle::destroyForcibly);
        }

        /** Tells it to end, and says with which code it does. */
        int stop() throws InterruptedException {
            launcher.destroy();
            return launcher.waitFor(60, TimeUnit.SECONDS) ? launcher.exitValue() : -1;
        }

        @Override
        public void close() {
            launcher.descendants().forEach(ProcessHandle::destroyForcibly);
            launcher.destroyForcibly();
        }
    }
}
