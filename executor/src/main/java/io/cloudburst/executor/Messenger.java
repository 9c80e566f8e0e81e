package io.cloudburst.executor;

import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import java.util.concurrent.CompletableFuture;

/** Carries letters from the functions that run here to whatever runs the function that they are for. Safe for use by many threads. */
@FunctionalInterface
public interface Messenger {
    /** Where there is no way to the functions of the job. */
    Messenger NONE = (runId, letter) -> CompletableFuture.failedFuture(new CloudburstException(
            ErrorCode.INVALID_ARGUMENT,
            "a function that runs on a worker, outside of the job, sends and gets no messages"));

    /**
     * Sends a letter. Letters of one stream to one run arrive in the order in which they were sent. Whoever waits for the end gives up
     * by cancelling the future; the letter may arrive all the same.
     *
     * @param runId of the run that the function is part of
     * @return completes when the letter was accepted; fails with a {@link io.cloudburst.sdk.CloudburstException} when it was not, or
     *     that is not known
     */
    CompletableFuture<Void> send(String runId, Letter letter);
}
