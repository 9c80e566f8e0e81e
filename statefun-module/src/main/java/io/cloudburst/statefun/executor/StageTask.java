package io.cloudburst.statefun.executor;

import io.cloudburst.engine.Plan;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.registry.RegisteredCode;
import io.cloudburst.sdk.store.Frontier;
import java.util.List;

/**
 * A stage to be run.
 *
 * @param deadline of the call, in milliseconds since the epoch
 * @param seen what the caller has written: the stage's reads see at least that
 * @param code of each node of the chain
 * @param arguments for each node of the chain; every node but the first gets its predecessor's result after them
 */
public record StageTask(
        String callId,
        long deadline,
        Frontier seen,
        Plan.Stage stage,
        List<RegisteredCode> code,
        List<List<Value>> arguments) {}
