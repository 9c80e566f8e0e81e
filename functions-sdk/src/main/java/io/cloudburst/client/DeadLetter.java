package io.cloudburst.client;

import java.time.Instant;
import java.util.Optional;

/**
 * A record that could not be taken, as it lies on the dead-letter topic.
 *
 * @param offset on the dead-letter topic; what it is selected by
 * @param time when it became a dead letter
 * @param source where the record was; empty if the dead letter does not say so
 * @param reason for people; empty if it does not say so
 * @param key of the record, its first {@value #PREVIEW_BYTES} bytes; null: it has none
 * @param preview the first {@value #PREVIEW_BYTES} bytes of the record's value; null: it has none
 * @param valueBytes how large the value is
 * @param cut whether only a part of the record was kept, because it was too large with the headers of a dead letter
 * @param replayed when it was last put back; empty: never
 */
public record DeadLetter(
        long offset,
        Instant time,
        Optional<Source> source,
        String reason,
        byte[] key,
        byte[] preview,
        long valueBytes,
        boolean cut,
        Optional<Instant> replayed) {

    /** How much is shown of keys and values. */
    public static final int PREVIEW_BYTES = 256;

    /** A place in a topic. */
    public record Source(String topic, int partition, long offset) {
        @Override
        public String toString() {
            return topic + "-" + partition + "@" + offset;
        }
    }

    DeadLetter replayedAt(Instant when) {
        return new DeadLetter(offset, time, source, reason, key, preview, valueBytes, cut, Optional.of(when));
    }
}
