package io.cloudburst.engine;

import java.util.List;

/** What a run wants done. */
public sealed interface Effect<V> {
    /**
     * Run a stage; its end comes back as an {@link Event}. If that is lost, run it again.
     *
     * @param arguments for each node of the chain; every node but the first gets its predecessor's result after them
     */
    record StartStage<V>(Plan.Stage stage, List<List<V>> arguments) implements Effect<V> {}

    /** The run is over, with this result. */
    record Succeed<V>(V result) implements Effect<V> {}

    /** The run is over, with this failure; what still runs of it no longer matters. */
    record Fail<V>(Failure failure) implements Effect<V> {}
}
