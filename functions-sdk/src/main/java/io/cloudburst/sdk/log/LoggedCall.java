package io.cloudburst.sdk.log;

import org.slf4j.MDC;

/**
 * The call that a thread works for, as its log lines show it: SLF4J's MDC has its id under {@value #KEY} meanwhile. Lines of users'
 * functions have it too.
 */
public final class LoggedCall {
    /** What logs call it. */
    public static final String KEY = "call";

    private LoggedCall() {}

    /**
     * Does some work for a call, on this thread.
     *
     * @param callId empty: for none that is known
     */
    public static void run(String callId, Runnable work) {
        if (callId.isEmpty()) {
            work.run();
            return;
        }
        MDC.put(KEY, callId);
        try {
            work.run();
        } finally {
            MDC.remove(KEY);
        }
    }
}
