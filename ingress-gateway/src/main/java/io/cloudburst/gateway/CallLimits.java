package io.cloudburst.gateway;

import java.time.Duration;

/**
 * What callers may have at once, and how long they may wait.
 *
 * @param maxInFlight calls that are not answered yet, whether anyone waits for them or not
 * @param maxInFlightPerCaller of them of one key, token or address
 * @param usualWait how long a call is waited for unless it says otherwise
 * @param longestWait how long it may say
 */
public record CallLimits(int maxInFlight, int maxInFlightPerCaller, Duration usualWait, Duration longestWait) {
    /** 10,000 calls, 5,000 of one caller; 30 s, 5 min. */
    public static final CallLimits DEFAULT =
            new CallLimits(10_000, 5_000, Duration.ofSeconds(30), Duration.ofMinutes(5));

    public CallLimits {
        if (maxInFlight < 1 || maxInFlightPerCaller < 1) {
            throw new IllegalArgumentException(
                    "limits of calls must be at least 1, are %d and %d".formatted(maxInFlight, maxInFlightPerCaller));
        }
    }
}
