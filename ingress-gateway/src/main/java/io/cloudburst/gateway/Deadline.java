package io.cloudburst.gateway;

import io.cloudburst.client.EncodedCall;
import io.cloudburst.gateway.http.ProblemException;
import io.cloudburst.gateway.http.ProblemKind;
import io.cloudburst.gateway.http.Request;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * Until when a caller wants an answer: the header {@code Deadline}, a time as RFC 3339 has it, such as {@code
 * 2026-11-28T08:30:00.250Z}. It only makes the time of a call shorter.
 */
final class Deadline {
    static final String HEADER = "Deadline";
    private static final int LONGEST_SHOWN = 100;

    private Deadline() {}

    /**
     * The call, with no more time than its caller has.
     *
     * @throws ProblemException if the header makes no sense, or the time is over
     */
    static EncodedCall limit(EncodedCall call, Request request, Clock clock) {
        Optional<String> text = request.header(HEADER);
        if (text.isEmpty()) {
            return call;
        }
        Duration left = left(text.get(), clock.instant()).minus(call.delay());
        if (left.isNegative() || left.isZero()) {
            throw new ProblemException(
                    ProblemKind.DEADLINE_PASSED,
                    "the call was not made: at %s, its %s %s is over%s"
                            .formatted(
                                    clock.instant(),
                                    HEADER,
                                    text.get(),
                                    call.delay().isZero() ? "" : " before it would begin"));
        }
        return left.compareTo(call.timeout()) < 0
                ? new EncodedCall(call.call(), left, call.delay(), call.headers())
                : call;
    }

    /** In milliseconds, as times of calls are. */
    private static Duration left(String text, Instant now) {
        try {
            Instant deadline = OffsetDateTime.parse(text.strip()).toInstant();
            return Duration.ofMillis(Math.subtractExact(deadline.toEpochMilli(), now.toEpochMilli()));
        } catch (DateTimeException | ArithmeticException e) {
            throw new ProblemException(
                    ProblemKind.INVALID_ARGUMENT,
                    "%s must be a time like 2026-11-28T08:30:00.250Z, not '%s'"
                            .formatted(
                                    HEADER,
                                    text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…"));
        }
    }
}
