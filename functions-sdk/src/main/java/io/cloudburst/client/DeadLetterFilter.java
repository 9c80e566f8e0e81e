package io.cloudburst.client;

import java.util.Locale;
import java.util.Objects;

/**
 * Which dead letters are meant.
 *
 * @param topic that the record was on; null: any
 * @param reason a part of the reason, in whatever case; null: any
 * @param from the first offset on the dead-letter topic; at least 0
 */
public record DeadLetterFilter(String topic, String reason, long from) {
    /** All of them. */
    public static final DeadLetterFilter ALL = new DeadLetterFilter(null, null, 0);

    public DeadLetterFilter {
        if (from < 0) {
            throw new IllegalArgumentException("from must be at least 0, not " + from);
        }
    }

    /** Only records that were on this topic. */
    public DeadLetterFilter withTopic(String name) {
        return new DeadLetterFilter(Objects.requireNonNull(name, "name"), reason, from);
    }

    /** Only those with this in their reason. */
    public DeadLetterFilter withReason(String part) {
        return new DeadLetterFilter(topic, Objects.requireNonNull(part, "part"), from);
    }

    /** Only those at this offset of the dead-letter topic and after it. */
    public DeadLetterFilter withFrom(long offset) {
        return new DeadLetterFilter(topic, reason, offset);
    }

    boolean matches(DeadLetter letter) {
        return letter.offset() >= from
                && (topic == null
                        || letter.source()
                                .filter(source -> source.topic().equals(topic))
                                .isPresent())
                && (reason == null
                        || letter.reason().toLowerCase(Locale.ROOT).contains(reason.toLowerCase(Locale.ROOT)));
    }
}
