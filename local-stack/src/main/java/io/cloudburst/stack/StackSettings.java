package io.cloudburst.stack;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A whole Cloudburst on one machine.
 *
 * @param directory that holds everything; what an earlier stack left in it is taken up again
 * @param port of the broker; 0 for a free one
 * @param executorThreads how many functions run at once
 */
public record StackSettings(Path directory, int port, int executorThreads) {
    /** Many more than cores: functions that wait for something else must not hold up those that do not. */
    public static final int DEFAULT_EXECUTOR_THREADS = 64;

    public StackSettings {
        Objects.requireNonNull(directory, "directory");
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 0 to 65535, is " + port);
        }
        if (executorThreads < 1) {
            throw new IllegalArgumentException("executorThreads must be at least 1, is " + executorThreads);
        }
    }

    public static StackSettings in(Path directory, int port) {
        return new StackSettings(directory.toAbsolutePath(), port, DEFAULT_EXECUTOR_THREADS);
    }

    Path broker() {
        return directory.resolve("broker");
    }

    Path store() {
        return directory.resolve("store");
    }

    Path job() {
        return directory.resolve("job");
    }
}
