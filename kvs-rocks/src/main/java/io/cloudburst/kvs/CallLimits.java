package io.cloudburst.kvs;

import java.util.concurrent.Semaphore;

/** How much may be under way in the RPC server at a time. Thread-safe. */
final class CallLimits {
    static final int MAX_CALLS = 8_192;
    static final int MAX_STREAMS = 256;
    static final int MAX_REPLY_BYTES = 64 << 20;
    static final int MAX_WATCHED_KEYS = 500_000;

    private final Semaphore calls = new Semaphore(MAX_CALLS);
    private final Semaphore streams = new Semaphore(MAX_STREAMS);
    private final Semaphore replyBytes = new Semaphore(MAX_REPLY_BYTES);
    private final Semaphore watchedKeys = new Semaphore(MAX_WATCHED_KEYS);

    /** Single calls. */
    Semaphore calls() {
        return calls;
    }

    /** Calls that are answered with a stream: each holds one reply at a time, of up to the largest size. */
    Semaphore streams() {
        return streams;
    }

    /** Replies to single calls that are not yet on the wire. */
    Semaphore replyBytes() {
        return replyBytes;
    }

    /** Keys that are watched, all clients together. */
    Semaphore watchedKeys() {
        return watchedKeys;
    }
}
