package io.cloudburst.sdk;

/** A counter that any number of writers add to at once; nothing that was added is lost. */
public interface SharedCounter {
    /**
     * Adds without reading. An add that fails with an error may still have been taken. A function that runs again adds what it has
     * added before once; all that functions have added to a counter, and all that they have taken off, stay at 2<sup>63</sup> - 1 each
     * once they are there.
     *
     * @param n may be negative
     * @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} for {@link Long#MIN_VALUE}
     */
    void add(long n);

    /**
     * Takes off what is seen of the value; adds that are not seen here yet survive, and of two resets at once both take it off. Reads
     * the counter first. A counter beyond 64 bits comes nearer to 0 by 2<sup>63</sup> - 1.
     */
    void reset();

    /** What all have added; the nearest long where it has more than 64 bits. */
    long value();
}
