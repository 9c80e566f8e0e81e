package io.cloudburst.executor;

import io.cloudburst.engine.Failure;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.store.Frontier;

/** How a stage ended. */
public sealed interface StageOutcome {
    Times times();

    /** @param written what it has written, all of it acknowledged */
    record Done(Value result, Frontier written, Times times) implements StageOutcome {}

    /** @param retryable whether the retry policy of the stage's first function covers it */
    record Failed(Failure failure, boolean retryable, Times times) implements StageOutcome {}

    /**
     * When what happened, in microseconds since the epoch.
     *
     * @param queued it began to wait for a thread
     * @param started its first function began; equal to {@code ended} if none did
     */
    record Times(long queued, long started, long ended) {}
}
