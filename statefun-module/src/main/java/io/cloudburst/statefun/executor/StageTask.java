package io.cloudburst.statefun.executor;

import io.cloudburst.engine.Plan;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.registry.RegisteredCode;
import java.util.List;

/**
 * A stage to be run.
 *
 * @param deadline of the call, in milliseconds since the epoch
 * @param code of each node of the chain
 * @param arguments for each node of the chain; every node but the first gets its predecessor's result after them
 */
public record StageTask(
        String callId, long deadline, Plan.Stage stage, List<RegisteredCode> code, List<List<Value>> arguments) {}
