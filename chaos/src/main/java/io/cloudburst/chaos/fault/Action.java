package io.cloudburst.chaos.fault;

/** What is done to a process. */
public enum Action {
    /** As a machine that loses its power; started again at once, as its launcher does, or late. */
    KILL,
    /** Stopped, with its connections open, and let go on. */
    PAUSE
}
