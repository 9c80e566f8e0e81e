package io.cloudburst.gateway.http;

/** A body that is written bit by bit, for as long as both sides like. */
@FunctionalInterface
public interface Streaming {
    /** Called once the head of the answer is out, on the connection's thread: it must not block. */
    void begin(Out out);

    /** Where the body goes. Safe for use by many threads. */
    interface Out {
        /** Writes, later, in the order of the calls. Who does not read what was written before is cut off. */
        void write(String text);

        /** Ends the body. */
        void end();

        /** @param action runs once when the body has ended or the connection is gone, on the connection's thread */
        void onEnd(Runnable action);
    }
}
