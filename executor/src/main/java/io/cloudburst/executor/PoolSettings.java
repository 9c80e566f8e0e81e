package io.cloudburst.executor;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What bounds an executor.
 *
 * @param threads how many stages run at once; at least 1
 * @param waiting how many more may wait for a thread; at least 1. A quarter of it, or 1, may wait in the queue of one function, so
 *     that a slow function with a queue does not take all the room; and as many stages may wait for objects that their references
 *     stand for
 * @param stuckThreads how many threads are replaced whose functions go on although their calls have ended; at least 0. With more of
 *     them the executor refuses what comes
 * @param journal a directory that outlives the process, for what it runs, so that work which ends its process is not run for ever; empty
 *     where nobody runs again what has failed with its process
 */
public record PoolSettings(int threads, int waiting, int stuckThreads, Optional<Path> journal) {
    /** Of an executor whose work is not run again. */
    public PoolSettings(int threads, int waiting, int stuckThreads) {
        this(threads, waiting, stuckThreads, Optional.empty());
    }

    public PoolSettings {
        if (threads < 1 || waiting < 1 || stuckThreads < 0) {
            throw new IllegalArgumentException(
                    "threads and waiting must be at least 1, and stuckThreads 0, not %d, %d and %d"
                            .formatted(threads, waiting, stuckThreads));
        }
    }

    int waitingOfOneFunction() {
        return Math.max(1, waiting / 4);
    }

    int waitingForObjects() {
        return Math.max(1, waiting / 4);
    }
}
