package io.cloudburst.sdk;

/** A counter that any number of writers add to at once; nothing that was added is lost. */
public interface SharedCounter {
    /**
     * Adds without reading. An add that fails with an error may still have been taken.
     *
     * @param n may be negative
     */
    void add(long n);

    long value();
}
