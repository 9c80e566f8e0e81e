package io.cloudburst.chaos.history;

/** Operations that take the same way through the system, and so are held up by the same faults. */
public enum Group {
    CALL("calls"),
    REMOTE_CALL("remote calls"),
    /** Which no fault holds up: their end is at the client. */
    ENDED_CALL("calls ended early"),
    HTTP_CALL("calls over HTTP"),
    WRITE("writes"),
    HTTP_WRITE("writes over HTTP"),
    READ("reads");

    private final String words;

    Group(String words) {
        this.words = words;
    }

    /** For people. */
    public String words() {
        return words;
    }
}
