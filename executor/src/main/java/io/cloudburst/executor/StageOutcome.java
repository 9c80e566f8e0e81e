package io.cloudburst.executor;

import io.cloudburst.engine.Failure;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.store.Frontier;

/** How a stage ended. */
public sealed interface StageOutcome {
    Times times();

    /** @param written what it has written, all of it acknowledged */
    record Done(Value result, Frontier written, Times times) implements StageOutcome {}

    /**
     * Without a result.
     *
     * @param retryable whether the retry policy of the stage's first function covers it
     * @param givenUp whether it was not run, because processes have died with it
     */
    record Failed(Failure failure, boolean retryable, boolean givenUp, Times times) implements StageOutcome {
        public Failed(Failure failure, boolean retryable, Times times) {
            this(failure, retryable, false, times);
        }
    }

    /**
     * When what happened, in microseconds since the epoch.
     *
     * @param queued it began to wait for a thread
     * @param started its first function began; equal to {@code ended} if none did
     */
    record Times(long queued, long started, long ended) {}
}
