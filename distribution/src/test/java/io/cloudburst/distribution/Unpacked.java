package io.cloudburst.distribution;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
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

    static Unpacked below(Path directory, Map<String, String> variables) throws Exception {
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

    /** A server, which is ready when this returns. */
    Server serve(String role) throws IOException {
        return new Server(
                role,
                builder(role)
                        .redirectError(home.resolve(role + ".log").toFile())
                        .start());
    }

    /** What a command prints. */
    String run(String... arguments) throws Exception {
        Process command = builder(arguments).redirectErrorStream(true).start();
        String said;
        try (InputStream out = command.getInputStream()) {
            said = new String(out.readAllBytes());
        }
        if (!command.waitFor(60, TimeUnit.SECONDS)) {
            command.destroyForcibly();
            throw new IOException(String.join(" ", arguments) + " does not end; it said: " + said);
        }
        return said.strip();
    }

    private ProcessBuilder builder(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(home.resolve("bin/cloudburst").toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(variables);
        return builder;
    }

    /** A server: the launcher, and its JVM below it. */
    static final class Server implements AutoCloseable {
        private final String role;
        private final Process launcher;
        private final BufferedReader out;

        Server(String role, Process launcher) throws IOException {
            this.role = role;
            this.launcher = launcher;
            this.out = launcher.inputReader();
            awaitReady();
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
