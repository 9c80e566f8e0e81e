package io.cloudburst.engine;

/** What happens to a run. An end that comes twice, or of an attempt that is not the last one, changes nothing. */
public sealed interface Event<V> {
    Task task();

    /** A task has ended with a result. */
    record Done<V>(Task task, V result) implements Event<V> {}

    /**
     * A task has ended without one.
     *
     * @param retryable whether the policy of its function asks for another attempt, if any are left
     */
    record Failed<V>(Task task, Failure failure, boolean retryable) implements Event<V> {}

    /** It is time for this attempt. Comes once for each {@link Effect.Retry}: a second one starts the attempt a second time. */
    record RetryDue<V>(Task task) implements Event<V> {}
}
