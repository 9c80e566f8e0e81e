package io.cloudburst.statefun;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Objects;

/**
 * How user code is run in a task manager.
 *
 * @param threads that run user code, for each parallel instance of the job; at least 1
 * @param workDirectory a local directory for what may be lost, such as code bundles; made where it is missing
 */
public record ExecutorSettings(int threads, String workDirectory) implements Serializable {

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException when there are no threads
     */
    public ExecutorSettings {
        Objects.requireNonNull(workDirectory, "workDirectory");
        if (threads < 1) {
            throw new IllegalArgumentException("threads of the executor must be at least 1, not " + threads);
        }
    }

    /** The directory as a path. */
    public Path workPath() {
        return Path.of(workDirectory);
    }
}
