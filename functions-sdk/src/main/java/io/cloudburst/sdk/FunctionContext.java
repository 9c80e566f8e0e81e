package io.cloudburst.sdk;

/**
 * What a running function knows of its call, and its way to shared state. One for each call of a function; not to be kept
 * after the function has returned, nor used by other threads.
 *
 * <p>Writes do not wait: the function counts as done only when the store's log has them all. The function itself, and the
 * functions after it in the same stage, see them at once. To read a counter that it has added to, a function waits for the log.
 *
 * <p>After a failure a function may run again. What it writes then as it did before is not written twice; what is new is written.
 */
public interface FunctionContext extends SharedState {
    /** The id of the call that this function runs for; the same for all functions of a DAG's run. */
    String callId();

    /** The name under which the function was registered. */
    String functionName();
}
