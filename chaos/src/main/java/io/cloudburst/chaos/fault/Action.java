package io.cloudburst.chaos.fault;

/** What is done to a process, or to the way between processes. */
public enum Action {
    /** To a process: as a machine that loses its power; started again at once, as its launcher does, or late. */
    KILL(false),
    /** To a process: killed, and away for so long that others have long gone on without it. */
    LATE(false),
    /** To a process: stopped, with its connections open, and let go on. */
    PAUSE(false),
    /** To a link: nothing gets through, and nobody is told. */
    CUT(true),
    /** To a link: what is asked gets through, and what is answered does not. */
    HALF_CUT(true),
    /** To a link: everything gets through later. */
    SLOW(true);

    private final boolean ofLinks;

    Action(boolean ofLinks) {
        this.ofLinks = ofLinks;
    }

    /** Whether it is done to links, not to processes. */
    public boolean isOfLinks() {
        return ofLinks;
    }
}
