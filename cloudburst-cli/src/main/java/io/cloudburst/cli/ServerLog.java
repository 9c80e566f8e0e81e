package io.cloudburst.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;

/** The log of a server in this JVM: a file, so that the terminal stays readable. */
final class ServerLog {
    private ServerLog() {}

    static Path file(Path directory) {
        return directory.resolve("logs").resolve("cloudburst.log");
    }

    /**
     * Logs below {@code directory} from here on.
     *
     * @throws IllegalArgumentException if nothing can be written there; the logging library would say so at much greater length
     */
    static void in(Path directory) {
        Path file = file(directory);
        try {
            Files.createDirectories(file.getParent());
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the directory %s cannot be written (%s); choose another, or change its owner or mode"
                            .formatted(directory, e),
                    e);
        }
        System.setProperty("cloudburst.log", file.toString());
        ((LoggerContext) LogManager.getContext(false)).reconfigure();
    }
}
