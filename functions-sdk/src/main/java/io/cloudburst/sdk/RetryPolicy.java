package io.cloudburst.sdk;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * What is done when a function throws: it is run again, after a while that grows from one time to the next. What the attempts write to
 * shared state alike is there once, whichever of them wrote it, if they are not more than ten minutes apart; whatever else they do
 * happens each time.
 *
 * @param attempts how often it runs at most; 1 to {@value #MAX_ATTEMPTS}
 * @param firstBackoff from the first failure to the second attempt, before jitter
 * @param multiplier by how much each backoff is longer than the last; at least 1
 * @param longestBackoff no backoff is longer; at most {@link CallOptions#LONGEST_DELAY}
 * @param exceptions binary names of the exceptions that are worth another attempt, subclasses included; empty for all
 */
public record RetryPolicy(
        int attempts, Duration firstBackoff, double multiplier, Duration longestBackoff, List<String> exceptions) {

    /** The most attempts that a policy may ask for. */
    public static final int MAX_ATTEMPTS = 100;

    public RetryPolicy {
        Objects.requireNonNull(firstBackoff, "firstBackoff");
        Objects.requireNonNull(longestBackoff, "longestBackoff");
        exceptions = List.copyOf(exceptions);
        if (attempts < 1 || attempts > MAX_ATTEMPTS) {
            throw invalid("attempts must be from 1 to " + MAX_ATTEMPTS + ", not " + attempts);
        }
        if (firstBackoff.isNegative()
                || longestBackoff.compareTo(firstBackoff) < 0
                || longestBackoff.compareTo(CallOptions.LONGEST_DELAY) > 0) {
            throw invalid("backoffs must be from nothing to the longest one, and that at most %s, not from %s to %s"
                    .formatted(CallOptions.LONGEST_DELAY, firstBackoff, longestBackoff));
        }
        if (!(multiplier >= 1) || multiplier > 100) {
            throw invalid("multiplier must be from 1 to 100, not " + multiplier);
        }
    }

    /** So many attempts, 100 ms after the first failure, twice as long after each other, at most 10 s; whatever is thrown. */
    public static RetryPolicy attempts(int attempts) {
        return new RetryPolicy(attempts, Duration.ofMillis(100), 2, Duration.ofSeconds(10), List.of());
    }

    public RetryPolicy withBackoff(Duration first, double multiplier, Duration longest) {
        return new RetryPolicy(attempts, first, multiplier, longest, exceptions);
    }

    /** Only where one of these was thrown. */
    public RetryPolicy onlyOn(List<Class<? extends Throwable>> types) {
        return new RetryPolicy(
                attempts,
                firstBackoff,
                multiplier,
                longestBackoff,
                types.stream().map(Class::getName).toList());
    }

    /** Whether what was thrown is worth another attempt. */
    public boolean covers(Throwable thrown) {
        if (exceptions.isEmpty()) {
            return true;
        }
        for (Class<?> type = thrown.getClass(); type != null; type = type.getSuperclass()) {
            if (exceptions.contains(type.getName())) {
                return true;
            }
        }
        return false;
    }

    /**
     * How long to wait after the {@code failures}th failure (from 1): from half the backoff to all of it, so that what failed together
     * does not come back together.
     */
    public Duration backoff(int failures, RandomGenerator random) {
        double full = Math.min(
                longestBackoff.toMillis(), firstBackoff.toMillis() * Math.pow(multiplier, (double) failures - 1));
        return Duration.ofMillis(Math.round(full * (0.5 + random.nextDouble() / 2)));
    }

    private static CloudburstException invalid(String why) {
        return new CloudburstException(ErrorCode.INVALID_ARGUMENT, "a retry policy is not valid: " + why);
    }
}
