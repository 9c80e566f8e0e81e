package io.cloudburst.statefun.executor;

import io.cloudburst.engine.Failure;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.store.Frontier;

/** How a stage ended. */
public sealed interface StageOutcome {
    /** @param written what it has written, all of it acknowledged */
    record Done(Value result, Frontier written) implements StageOutcome {}

    record Failed(Failure failure) implements StageOutcome {}
}
