package io.cloudburst.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudburst.client.EncodedCall;
import io.cloudburst.gateway.http.Principal;
import io.cloudburst.gateway.http.ProblemException;
import io.cloudburst.gateway.http.ProblemKind;
import io.cloudburst.gateway.http.Request;
import io.cloudburst.gateway.http.Role;
import io.cloudburst.protocol.Call;
import io.vertx.core.MultiMap;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-28T12:00:00Z"), ZoneOffset.UTC);

    private static EncodedCall limited(String deadline, int timeoutMillis, int delayMillis) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        if (deadline != null) {
            headers.add("deadline", deadline);
        }
        Request request = new Request(
                Map.of(),
                Map.of(),
                headers,
                "",
                new byte[0],
                Optional.empty(),
                new Principal("x", Role.CALLER),
                call -> {});
        EncodedCall call = new EncodedCall(
                Call.getDefaultInstance(), Duration.ofMillis(timeoutMillis), Duration.ofMillis(delayMillis), Map.of());
        return Deadline.limit(call, request, NOON);
    }

    @Test
    void theSmallerOfTimeoutAndDeadlineCounts() {
        assertThat(limited(null, 5_000, 0).timeout()).hasMillis(5_000);
        assertThat(limited("2026-11-28T12:00:01.250Z", 5_000, 0).timeout()).hasMillis(1_250);
        assertThat(limited("2026-11-28T13:00:01.250+01:00", 5_000, 0).timeout()).hasMillis(1_250);
        assertThat(limited("2026-11-28T12:00:09Z", 5_000, 0).timeout()).hasMillis(5_000);
        assertThat(limited("9999-12-31T23:59:59Z", 5_000, 0).timeout()).hasMillis(5_000);
    }

    @Test
    void aDelayIsAPartOfTheTimeUntilTheDeadline() {
        EncodedCall limited = limited("2026-11-28T12:00:03Z", 5_000, 1_000);
        assertThat(limited.timeout()).hasMillis(2_000);
        assertThat(limited.delay()).hasMillis(1_000);
        refused("2026-11-28T12:00:01Z", 1_000, ProblemKind.DEADLINE_PASSED, "before it would begin");
    }

    @Test
    void aCallWhoseTimeIsOverIsNotMade() {
        refused("2026-11-28T12:00:00Z", 0, ProblemKind.DEADLINE_PASSED, "was not made");
        refused("1970-01-01T00:00:00Z", 0, ProblemKind.DEADLINE_PASSED, "1970");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "1",
                "2026-11-28",
                "12:00:00Z",
                "2026-11-28T12:00:00",
                "2026-13-28T12:00:00Z",
                "+999999999-12-31T23:59:59Z"
            })
    void whatIsNoTimeIsRefused(String deadline) {
        refused(deadline, 0, ProblemKind.INVALID_ARGUMENT, "2026-11-28T08:30:00.250Z");
    }

    private static void refused(String deadline, int delayMillis, ProblemKind kind, String detail) {
        assertThatThrownBy(() -> limited(deadline, 5_000, delayMillis))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().kind()).isEqualTo(kind))
                .hasMessageContaining(detail);
    }
}
