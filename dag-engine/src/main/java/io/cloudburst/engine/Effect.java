package io.cloudburst.engine;

import io.cloudburst.sdk.RetryPolicy;
import java.util.List;

/** What a run wants done. */
public sealed interface Effect<V> {
    /**
     * Run a task; its end comes back as an {@link Event}. If that is lost, run it again.
     *
     * @param arguments for each node of the chain; every node but the first gets its predecessor's result after them
     * @param firstElement of a stage that runs for each element of a list: where in the list this part begins; else 0
     * @param elements how many it has; else 0
     */
    record Start<V>(Plan.Stage stage, Task task, List<List<V>> arguments, int firstElement, int elements)
            implements Effect<V> {}

    /**
     * After {@link RetryPolicy#backoff} send {@link Event.RetryDue}.
     *
     * @param task the next attempt
     * @param failure of the one before: the run's, if no time is left
     */
    record Retry<V>(Task task, RetryPolicy policy, Failure failure) implements Effect<V> {}

    /** The run is over, with this result. */
    record Succeed<V>(V result) implements Effect<V> {}

    /** The run is over, with this failure; what still runs of it no longer matters. */
    record Fail<V>(Failure failure) implements Effect<V> {}
}
