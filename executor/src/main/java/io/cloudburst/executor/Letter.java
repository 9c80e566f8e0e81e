package io.cloudburst.executor;

import io.cloudburst.protocol.Value;

/**
 * What one function sends to another.
 *
 * @param to the function, by its name in its run
 * @param number from 1, in the order in which letters to the function came; 0 on the way there
 * @param expires in milliseconds since the epoch: a function that has not begun by then does not get it
 */
public record Letter(String to, long number, Value body, long expires, Sender sender) {
    /**
     * @param id of the function
     * @param returnTo the run that is told what became of the letter; or, if {@code apart}, the stage
     * @param stream drawn by lot, each time that a function runs
     * @param sequence from 1, without gaps, in the stream
     */
    public record Sender(String id, String returnTo, boolean apart, long stream, long sequence) {}

    public Letter numbered(long newNumber) {
        return new Letter(to, newNumber, body, expires, sender);
    }

    /** About what it takes in memory. */
    public int bytes() {
        return body.getSerializedSize() + 200;
    }
}
