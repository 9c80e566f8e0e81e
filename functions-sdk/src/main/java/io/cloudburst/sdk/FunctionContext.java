package io.cloudburst.sdk;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a running function knows of its call, and its way to shared state. One for each call of a function, or each batch of
 * calls; not to be kept after the function has returned, nor used by other threads.
 *
 * <p>Writes do not wait: the function counts as done only when the store's log has them all. The function itself, and the
 * functions after it in the same stage, see them at once. To read a counter that it has added to, a function waits for the log.
 *
 * <p>After a failure a function may run again. What it writes then as it did before is not written twice; what is new is written.
 *
 * <p>Functions that run at the same time can send each other messages, by their ids, wherever they run. Messages from one function to
 * another arrive in the order in which they were sent, each once; after a failure of the job, functions run again, and so send their
 * messages again, and get those again that they may not have received. What a function has received is gone, also for the next
 * attempt of a function that is retried; what it has not received waits for that. A function that is given its calls in batches has no
 * id and no messages: those methods throw {@link ErrorCode#INVALID_ARGUMENT}.
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

    /**
     * What other functions send messages to. Of a function that was called, the call's id, so that whoever called it can tell it to
     * others before it has begun. Of a DAG's node, the call's id, a slash and the node's name: {@code CALL/left}. Of a node that runs
     * for each element of a list, or in a race, the same with an index from 0 in brackets, of the element or of the edge that it runs
     * for: {@code CALL/each[3]}.
     *
     * <p>In a call's id that was not made by the SDK, {@code %} and {@code /} are written as {@code %25} and {@code %2F}. All calls with
     * one idempotency key are one run, with an id of its own: only the function itself can tell that.
     *
     * @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT}, as all that has to do with messages, in a function that is given
     *     batches
     */
    String id();

    /**
     * Sends a message to another function, and waits until the system has it; not until it is received. If the function has not begun
     * yet, it gets the message when it does, unless this function's call is past its deadline by then: also a call that nobody has
     * made yet. A function that has ended without receiving a message drops it.
     *
     * @param id of the function, see {@link #id()}
     * @param message anything that can be an argument, but for a {@link Ref}; null too
     * @throws CloudburstException {@link ErrorCode#FUNCTION_ENDED} if the function has ended; {@link ErrorCode#OVERLOADED} if 1,000
     *     messages or 16 MiB of them wait for it; {@link ErrorCode#PAYLOAD_TOO_LARGE}; {@link ErrorCode#INVALID_ARGUMENT} if the
     *     message cannot be sent, or the id is none, or its run has no such function; {@link ErrorCode#UNAVAILABLE} if
     *     Kafka does not take it, and {@link ErrorCode#CANCELLED} if this call is over first, at the latest at its deadline: then the
     *     message may arrive all the same
     */
    void send(String id, Object message);

    /**
     * Takes the next message to this function. Waits for one, and keeps its thread meanwhile.
     *
     * @param type what the message is read as; {@code Object.class} for its natural type
     * @param timeout how long to wait; zero not to wait
     * @return empty if none came in time
     * @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if the message is not of that type: it stays the next one;
     *     {@link ErrorCode#CANCELLED} if this call is over first, at the latest at its deadline
     */
    <T> Optional<Message<T>> receive(Class<T> type, Duration timeout);

    /** As {@link #receive}, all that are there, without waiting; up to the first that is not of that type. */
    <T> List<Message<T>> receiveAll(Class<T> type);
}
