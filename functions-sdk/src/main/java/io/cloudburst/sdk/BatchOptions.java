package io.cloudburst.sdk;

import java.time.Duration;
import java.util.Objects;

/**
 * How many calls a {@link BatchFunction} is given at once. Calls wait in a queue of the function's own; whenever a batch may begin, it
 * takes what waits there, in the order in which it came.
 *
 * @param maxSize how many calls a batch has at most; 1 to {@value #LARGEST}
 * @param maxWait how long a batch that is not full waits for more calls, counted from its first call; whole milliseconds, at most
 *     {@link #LONGEST_WAIT}. Zero: not at all, it takes what waits right now. A call whose own time is shorter ends before
 */
public record BatchOptions(int maxSize, Duration maxWait) {
    /** The largest size that may be asked for. */
    public static final int LARGEST = 10_000;

    /** The longest wait that may be asked for. */
    public static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    public BatchOptions {
        Objects.requireNonNull(maxWait, "maxWait");
        if (maxSize < 1 || maxSize > LARGEST) {
            throw invalid("maxSize must be from 1 to %d, not %d".formatted(LARGEST, maxSize));
        }
        if (maxWait.isNegative() || maxWait.compareTo(LONGEST_WAIT) > 0) {
            throw invalid("maxWait must be from nothing to %s, not %s".formatted(LONGEST_WAIT, maxWait));
        }
        if (!maxWait.equals(Duration.ofMillis(maxWait.toMillis()))) {
            throw invalid("maxWait must be whole milliseconds, not " + maxWait);
        }
    }

    /** Up to so many calls, those that wait when the batch begins. */
    public static BatchOptions upTo(int maxSize) {
        return new BatchOptions(maxSize, Duration.ZERO);
    }

    /** The same size, but waiting so long for more calls. */
    public BatchOptions withMaxWait(Duration time) {
        return new BatchOptions(maxSize, time);
    }

    private static CloudburstException invalid(String why) {
        return new CloudburstException(ErrorCode.INVALID_ARGUMENT, "the options of a batch are not valid: " + why);
    }
}
