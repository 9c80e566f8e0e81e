package io.cloudburst.statefun;

import io.cloudburst.sdk.signing.TrustedKeys;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Objects;

/**
 * How user code is run in a task manager.
 *
 * @param threads that run user code, for each parallel instance of the job; at least 1
 * @param stuckThreads how many of those are replaced whose functions go on although their calls have ended, before the executor refuses
 *     calls; at least 0
 * @param cacheBytes how much memory the cache of values from the store takes at most, about, for each parallel instance of the
 *     job; 0: no cache
 * @param workDirectory a local directory for what may be lost, such as code bundles; made where it is missing. {@link #TEMPORARY}:
 *     where the task manager's JVM has its temporary files
 * @param trusted whose functions are run
 */
public record ExecutorSettings(
        int threads, int stuckThreads, long cacheBytes, String workDirectory, TrustedKeys trusted)
        implements Serializable {
    /** Enough for some hundred thousand small values. */
    public static final long DEFAULT_CACHE_BYTES = 64 << 20;

    /** A property of the task manager's JVM: a directory of its own that outlives it. */
    public static final String JOURNAL_PROPERTY = "cloudburst.journal";

    /** For jobs whose task managers are elsewhere, each with a directory of its own. */
    public static final String TEMPORARY = "";

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException when there are no threads, or anything else is less than nothing
     */
    public ExecutorSettings {
        Objects.requireNonNull(workDirectory, "workDirectory");
        Objects.requireNonNull(trusted, "trusted");
        if (threads < 1) {
            throw new IllegalArgumentException("threads of the executor must be at least 1, not " + threads);
        }
        if (stuckThreads < 0) {
            throw new IllegalArgumentException("stuckThreads of the executor must be 0 or more, not " + stuckThreads);
        }
        if (cacheBytes < 0) {
            throw new IllegalArgumentException("cacheBytes of the executor must be 0 or more, not " + cacheBytes);
        }
    }

    /** Of an executor that runs everybody's functions. */
    public ExecutorSettings(int threads, int stuckThreads, long cacheBytes, String workDirectory) {
        this(threads, stuckThreads, cacheBytes, workDirectory, TrustedKeys.EVERYBODY);
    }

    /** The same, but that it only runs the functions of some. */
    public ExecutorSettings trusting(TrustedKeys keys) {
        return new ExecutorSettings(threads, stuckThreads, cacheBytes, workDirectory, keys);
    }

    /** Where a process says what it runs, for the one after it; nothing of it is lost with the working directory. */
    public Path journalPath() {
        String named = System.getProperty(JOURNAL_PROPERTY);
        return named == null ? workPath().toAbsolutePath().resolveSibling("journal") : Path.of(named);
    }

    /** The directory as a path. */
    public Path workPath() {
        return workDirectory.equals(TEMPORARY)
                ? Path.of(System.getProperty("java.io.tmpdir"), "executor")
                : Path.of(workDirectory);
    }
}
