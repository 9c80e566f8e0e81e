package io.cloudburst.executor;

/**
 * What bounds an executor.
 *
 * @param threads how many stages run at once; at least 1
 * @param waiting how many more may wait for a thread; at least 1. A quarter of it, or 1, may wait in the queue of one function, so
 *     that a slow function with a queue does not take all the room; and as many stages may wait for objects that their references
 *     stand for
 * @param stuckThreads how many threads are replaced whose functions go on although their calls have ended; at least 0. With more of
 *     them the executor refuses what comes
 */
public record PoolSettings(int threads, int waiting, int stuckThreads) {
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
