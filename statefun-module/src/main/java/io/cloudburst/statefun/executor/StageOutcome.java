package io.cloudburst.statefun.executor;

import io.cloudburst.engine.Failure;
import io.cloudburst.protocol.Value;

/** How a stage ended. */
public sealed interface StageOutcome {
    record Done(Value result) implements StageOutcome {}

    record Failed(Failure failure) implements StageOutcome {}
}
