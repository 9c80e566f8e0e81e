package io.cloudburst.cli;

import java.nio.file.Path;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;

/** The log of a server in this JVM: a file, so that the terminal stays readable. */
final class ServerLog {
    private ServerLog() {}

    static Path file(Path directory) {
        return directory.resolve("logs").resolve("cloudburst.log");
    }

    /** Logs below {@code directory} from here on. */
    static void in(Path directory) {
        System.setProperty("cloudburst.log", file(directory).toString());
        ((LoggerContext) LogManager.getContext(false)).reconfigure();
    }
}
