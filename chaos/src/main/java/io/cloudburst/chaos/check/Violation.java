package io.cloudburst.chaos.check;

/** A promise that was not kept. */
public record Violation(Kind kind, String what) {
    public enum Kind {
        /** An operation has no end. */
        HANG,
        /** It ended later than it may. */
        LATE,
        /** It ended more than once. */
        TWO_ENDS,
        /** It ended before it was begun. */
        UNKNOWN_OPERATION,
        /** It gave another result than the right one. */
        WRONG_RESULT,
        /** It ended with an error that does not say that a part of the system was away, or too busy. */
        UNCLEAR_ERROR,
        /** A read does not show what its client had written. */
        STALE_READ,
        /** An acknowledged write is not there. */
        LOST,
        /** More is there than can have been written: something was written more than once. */
        TWICE,
        /** Something is there that nobody wrote. */
        NEVER_WRITTEN,
        /** Two replica sets have not the same bytes. */
        DIVERGED,
        /** Something has not come to rest. */
        STUCK,
        /** Threads or open files are many more than they were. */
        LEFT_BEHIND,
        /** A process has ended for good. */
        GAVE_UP,
        /** The history breaks off. */
        INCOMPLETE
    }

    @Override
    public String toString() {
        return kind + ": " + what;
    }
}
