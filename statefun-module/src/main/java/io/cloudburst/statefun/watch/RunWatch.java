package io.cloudburst.statefun.watch;

import io.cloudburst.engine.Plan;
import io.cloudburst.engine.Task;
import io.cloudburst.executor.StageOutcome;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.Reply;
import io.cloudburst.sdk.registry.RegisteredCode;
import java.util.Map;

/**
 * Is told what happens to the runs of one parallel instance of the job, by its one thread. Never waits, and fails for nothing: what
 * cannot be noted is left out.
 */
public interface RunWatch extends AutoCloseable {
    /** Looks away. */
    RunWatch NONE = new RunWatch() {};

    /** The job has got the call that the run is of. */
    default void came(String runId, Call call) {}

    /** @param code function name to the version that the run keeps */
    default void began(String runId, Call call, Map<String, RegisteredCode> code) {}

    /** An attempt of a stage has ended. */
    default void stageEnded(String runId, Call call, Plan.Stage stage, Task task, StageOutcome outcome) {}

    /** For its time to begin, or for a stage's next attempt. */
    default void waits(String runId) {}

    /** A stage of the run goes on. */
    default void goesOn(String runId) {}

    /** The run's call is answered. */
    default void ended(String runId, Call call, Reply.Builder reply) {}

    @Override
    default void close() {}
}
