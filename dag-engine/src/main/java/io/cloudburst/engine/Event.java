package io.cloudburst.engine;

/** What happens to a run. */
public sealed interface Event<V> {
    /** A stage has ended with a result. */
    record StageDone<V>(int stage, V result) implements Event<V> {}

    /** A stage has ended without one. */
    record StageFailed<V>(int stage, Failure failure) implements Event<V> {}
}
