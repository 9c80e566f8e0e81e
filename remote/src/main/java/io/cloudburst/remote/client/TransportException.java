package io.cloudburst.remote.client;

/** There was no answer that says how a stage ended. */
final class TransportException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What may be done about it. */
    enum Kind {
        /** It was not run; somebody else may run it, or the same one later. */
        NOT_RUN,
        /** It was not run, and will not be there: only somebody else can. */
        REFUSED,
        /** It may have been run, in part or as a whole. */
        LOST,
        /** Whoever runs it, there will be no other answer. */
        FINAL,
        /** The answer is too large. */
        TOO_LARGE
    }

    private final Kind kind;

    TransportException(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }
}
