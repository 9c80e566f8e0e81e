package io.cloudburst.distribution;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The containers of {@code docker-compose.yml}, by the programs that users have. */
final class Compose implements AutoCloseable {
    private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();
    private static final long LONGEST_MINUTES = 5;

    private final String project;
    private final Map<String, String> variables;
    private final List<String> program;

    /** @param variables that the file asks for */
    private Compose(String project, Map<String, String> variables, List<String> program) {
        this.project = project;
        this.variables = variables;
        this.program = program;
    }

    /** Builds the image from the tarball, and starts all containers. */
    static Compose up(String project, Map<String, String> variables) throws IOException, InterruptedException {
        List<String> program =
                run(variables, List.of("docker", "compose", "version")).code() == 0
                        ? List.of("docker", "compose")
                        : List.of("docker-compose");
        Compose compose = new Compose(project, variables, program);
        compose.must(List.of("docker", "build", "--network=host", "-q", "-t", "cloudburst", "distribution"));
        try {
            compose.compose("up", "-d");
            return compose;
        } catch (IOException | InterruptedException e) {
            compose.close();
            throw e;
        }
    }

    /** What each container's state is, a line each. */
    List<String> states() throws IOException, InterruptedException {
        return must(List.of(
                        "docker",
                        "ps",
                        "--all",
                        "--filter",
                        "label=com.docker.compose.project=" + project,
                        "--format",
                        "{{.Names}} {{.Status}}"))
                .lines()
                .toList();
    }

    List<String> services() throws IOException, InterruptedException {
        return compose("config", "--services").lines().toList();
    }

    /** Kills a service's process, and starts it again. */
    void kill(String service) throws IOException, InterruptedException {
        compose("restart", "-t", "0", service);
    }

    String compose(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of("-p", project));
        command.addAll(List.of(arguments));
        return must(command);
    }

    private String must(List<String> command) throws IOException, InterruptedException {
        Ended ended = run(variables, command);
        if (ended.code() != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + ended.code() + ": " + ended.said());
        }
        return ended.said();
    }

    private record Ended(int code, String said) {}

    private static Ended run(Map<String, String> variables, List<String> command)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(CHECKOUT.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(variables);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            return new Ended(127, e.getMessage());
        }
        String said;
        try (InputStream out = process.getInputStream()) {
            said = new String(out.readAllBytes());
        }
        if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + " does not end; it said: " + said);
        }
        return new Ended(process.exitValue(), said.strip());
    }

    /** Takes everything away, volumes too. */
    @Override
    public void close() throws IOException {
        try {
            compose("down", "-v", "-t", "5");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the containers are taken away", e);
        }
    }
}
