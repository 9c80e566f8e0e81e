package io.cloudburst.cli;

import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;

/** What the command exits with; the same in all commands. */
final class ExitCode {
    static final int DONE = 0;
    /** It was tried and failed, or some of many things did. */
    static final int FAILED = 1;
    /** It was asked wrongly, and nothing was done. */
    static final int WRONG = 2;
    /** What was asked for does not exist; that is no failure to a script that asks whether it does. */
    static final int NOT_THERE = 3;
    /** A part of the system does not answer. */
    static final int UNREACHABLE = 4;
    /** The time was over; it may still happen. */
    static final int TIMED_OUT = 5;
    /** Too much is waiting; nothing was done. Try again later. */
    static final int BUSY = 6;

    private ExitCode() {}

    static int of(Throwable failure) {
        if (failure instanceof CloudburstException e) {
            return of(e.code());
        }
        // What settings of servers throw.
        return failure instanceof IllegalArgumentException ? WRONG : FAILED;
    }

    private static int of(ErrorCode code) {
        return switch (code) {
            case INVALID_ARGUMENT, DAG_INVALID, PAYLOAD_TOO_LARGE -> WRONG;
            case FUNCTION_NOT_FOUND, DAG_NOT_FOUND -> NOT_THERE;
            case UNAVAILABLE -> UNREACHABLE;
            case TIMEOUT -> TIMED_OUT;
            case OVERLOADED -> BUSY;
            case EXECUTION_ERROR, CANCELLED, FUNCTION_ENDED, UNTRUSTED_CODE -> FAILED;
        };
    }
}
