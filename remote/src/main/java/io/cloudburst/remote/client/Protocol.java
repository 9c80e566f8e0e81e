package io.cloudburst.remote.client;

import io.cloudburst.engine.Failure;
import io.cloudburst.executor.StageOutcome;

/** How one stage is told to whoever runs it, and what is understood of the answer. */
interface Protocol {
    /** The type of the function that is asked, for URLs. */
    String namespace();

    String function();

    byte[] request();

    /** Of an answer. */
    int maxAnswerBytes();

    /**
     * What an answer says.
     *
     * @throws TransportException if that is not understood
     */
    StageOutcome outcome(byte[] answer);

    /** What the caller is told when there is an answer that is none, and no other will come. */
    Failure failed(String endpoint, TransportException failure);

    /** Whether the function's retry policy covers such a failure. */
    boolean isRetryable();

    /** What ends it early; empty if nothing does. */
    byte[] cancellation();
}
