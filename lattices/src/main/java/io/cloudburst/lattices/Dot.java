package io.cloudburst.lattices;

/**
 * The name of one write: the {@code counter}-th of a writer to a key, counted from 1.
 *
 * <p>A writer must never use a dot twice and must leave none out: its counter belongs to the key, not to the process. One that does
 * not know its counter, or does not know whether its last write got through, goes on under a new writer id from 1. Dots left out
 * are never forgotten: each such gap makes the value larger for ever.
 *
 * @param writer unique to a process from its start to its end
 * @param counter 1 to {@value #MAX_COUNTER}
 * @see <a href="https://doi.org/10.1016/j.jpdc.2017.08.003">Almeida, Shoker, Baquero, Delta State Replicated Data Types (2018)</a>
 */
public record Dot(long writer, long counter) {
    /** The greatest counter. */
    public static final long MAX_COUNTER = (1L << 62) - 1;

    /** @throws IllegalArgumentException if the counter is out of bounds */
    public Dot {
        if (counter < 1 || counter > MAX_COUNTER) {
            throw new IllegalArgumentException(
                    "counter " + counter + " of writer " + writer + " is not from 1 to " + MAX_COUNTER);
        }
    }
}
