package io.cloudburst.statefun;

import io.cloudburst.engine.Failure;
import io.cloudburst.engine.Task;
import io.cloudburst.executor.StageOutcome;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.OutputOrder;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.store.Frontier;
import java.util.Map;
import java.util.Optional;

/** What an asynchronous operation brings back. */
sealed interface Arrival {
    /** The registry was waited for, and is as new as it can be. */
    record RegistryRead(Received received) implements Arrival {}

    record WaitedTooLong(Call call) implements Arrival {}

    /**
     * The only stage of a run without state has ended.
     *
     * @param lettersTaken function to the last of its letters that it has taken
     */
    record RunEnded(
            Call call,
            long accepted,
            Resolution.Resolved resolved,
            StageOutcome outcome,
            Map<String, Long> lettersTaken)
            implements Arrival {}

    /** @param lettersTaken function to the last of its letters that it has taken */
    record StageEnded(Task task, StageOutcome outcome, Map<String, Long> lettersTaken) implements Arrival {}

    /**
     * The result is in the store, or cannot be put there.
     *
     * @param result as the caller is to have it
     */
    record OutputStored(OutputOrder order, Value result, Frontier written, Optional<Failure> failure)
            implements Arrival {}
}
