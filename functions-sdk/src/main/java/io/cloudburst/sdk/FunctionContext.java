package io.cloudburst.sdk;

import java.util.Optional;

/**
 * What a running function knows of its call, and its way to shared state. One for each call of a function; not to be kept
 * after the function has returned, nor used by other threads.
 *
 * <p>Writes are blind: they go to the store's log without reading first, and the function counts as done only when the log
 * has them all. The function itself, and the functions after it in the same stage, see them at once.
 */
public interface FunctionContext {
    /** The id of the call that this function runs for; the same for all functions of a DAG's run. */
    String callId();

    /** The name under which the function was registered. */
    String functionName();

    /**
     * Reads an object from the store.
     *
     * @param type what the object is read as; {@code Object.class} for its natural type
     * @return empty if the key does not exist, or holds null
     * @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if the object is not of that type,
     *     {@link ErrorCode#TIMEOUT} if no store node answered within the call's time
     */
    <T> Optional<T> get(String key, Class<T> type);

    /**
     * Writes an object to the store; the last writer wins.
     *
     * @throws CloudburstException {@link ErrorCode#PAYLOAD_TOO_LARGE} if it does not fit a record,
     *     {@link ErrorCode#INVALID_ARGUMENT} if it cannot be encoded or the key is not allowed
     */
    void put(String key, Object value);
}
