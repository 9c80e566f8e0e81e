package io.cloudburst.kvs.rocks;

import org.apache.kafka.common.header.Headers;

/**
 * An update that was refused. It counts as applied, and its key keeps what it had.
 *
 * @param key the record's key as it came, or null where it had none
 * @param value the record's value as it came, or null where it had none; of updates that were joined before they were refused, one
 *     update that holds them all
 * @param headers the record's own, as they came; none of joined ones
 * @param reason for people: what is wrong with it
 * @param partition of the log
 * @param offset of the record; of joined ones, that of the last
 */
public record DeadLetter(byte[] key, byte[] value, Headers headers, String reason, int partition, long offset) {
    /** Takes what was refused. Called by the thread that applies, which it must not block for long. */
    @FunctionalInterface
    public interface Sink {
        /** Takes one; a failure to pass it on is the sink's to log. */
        void accept(DeadLetter letter);
    }
}
