package io.cloudburst.sdk;

/** What went wrong, in one word; the message of the {@link CloudburstException} says the rest. */
public enum ErrorCode {
    /** No function of that name is registered. */
    FUNCTION_NOT_FOUND,
    /** No DAG of that name is registered. */
    DAG_NOT_FOUND,
    /** The DAG cannot be run: a cycle, a missing function, two sinks, another DAG of that name. */
    DAG_INVALID,
    /** The user's function threw, could not be loaded, or returned what cannot be sent. */
    EXECUTION_ERROR,
    /** The call's time was over. It may still have run. */
    TIMEOUT,
    /** The call was cancelled, or its client was closed before the answer came. */
    CANCELLED,
    /** An argument, a name or a setting is wrong; the call did not run. */
    INVALID_ARGUMENT,
    /** Too many calls are waiting; the call did not run. Call again later. */
    OVERLOADED,
    /** A value is larger than values may be, or than a record where it must fit one. */
    PAYLOAD_TOO_LARGE,
    /** A part of the system could not be reached. */
    UNAVAILABLE,
    /** A message was sent to a function that has ended. */
    FUNCTION_ENDED,
    /** The function's code is not signed by anyone whom its executor trusts; it did not run. */
    UNTRUSTED_CODE
}
