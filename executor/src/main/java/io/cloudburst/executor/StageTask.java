package io.cloudburst.executor;

import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.registry.RegisteredCode;
import io.cloudburst.sdk.store.Frontier;
import java.util.List;

/**
 * A stage to be run.
 *
 * @param runId what it is part of, and cancelled with
 * @param work the same for every attempt of this stage, or of this part of it, and for nothing else: what is written again is known by
 *     it
 * @param deadline of the call, in milliseconds since the epoch
 * @param seen what the caller has written: the stage's reads see at least that
 * @param chain its nodes
 * @param code of each node
 * @param arguments for each node; every node but the first gets its predecessor's result after them
 * @param mail the letters for its functions
 * @param trace what its span is a part of
 */
public record StageTask(
        String runId,
        String work,
        String callId,
        long deadline,
        Frontier seen,
        List<Dag.Node> chain,
        List<RegisteredCode> code,
        List<List<Value>> arguments,
        StageMail mail,
        StageTrace trace) {
    /** Whether its first function is called with each element of a list. */
    boolean isEach() {
        return chain.get(0).form() instanceof Dag.Each;
    }
}
