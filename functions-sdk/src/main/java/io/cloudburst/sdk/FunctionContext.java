package io.cloudburst.sdk;

import java.util.List;

/**
 * What a running function knows of its call, and its way to shared state. One for each call of a function, or each batch of
 * calls; not to be kept after the function has returned, nor used by other threads.
 *
 * <p>Writes do not wait: the function counts as done only when the store's log has them all. The function itself, and the
 * functions after it in the same stage, see them at once.
 */
public interface FunctionContext extends SharedState {
    /** The id of the call that this function runs for; the same for all functions of a DAG's run. Of a batch, that of its first call. */
    String callId();

    /** Of a batch, the id of each of its calls, in the order of the arguments; else just {@link #callId}. */
    default List<String> callIds() {
        return List.of(callId());
    }

    /** The name under which the function was registered. */
    String functionName();
}
