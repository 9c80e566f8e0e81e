package io.cloudburst.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudburst.gateway.http.Principal;
import io.cloudburst.gateway.http.ProblemException;
import io.cloudburst.gateway.http.Request;
import io.cloudburst.gateway.http.Role;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WaitTest {
    private static final Duration USUAL = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private static Wait wait(Map<String, String> query, String prefer) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        if (!prefer.isEmpty()) {
            headers.add("prefer", prefer);
        }
        return Wait.of(
                new Request(
                        Map.of(),
                        query,
                        headers,
                        "",
                        new byte[0],
                        Optional.empty(),
                        new Principal("x", Role.CALLER),
                        call -> {}),
                USUAL,
                LONGEST);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wait=5 | 5 | wait=5",
                "handling=lenient, Wait = 7 | 7 | wait=7",
                "respond-async | 0 | respond-async",
                "respond-async, wait=9 | 0 | respond-async",
                "wait=999 | 60 | wait=60"
            })
    void aPreferenceIsFollowedAndSaidToBe(String prefer, long seconds, String applied) {
        assertThat(wait(Map.of(), prefer)).isEqualTo(new Wait(Duration.ofSeconds(seconds), applied));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "wait", "wait=", "wait=-1", "wait=x", "wait=99999999999", "return=minimal"})
    void aPreferenceThatMakesNoSenseIsPassedOver(String prefer) {
        assertThat(wait(Map.of(), prefer)).isEqualTo(new Wait(USUAL, ""));
    }

    @Test
    void aParameterIsTakenAtItsWord() {
        assertThat(wait(Map.of("wait", "3"), "wait=5").time()).isEqualTo(Duration.ofSeconds(3));
        assertThatThrownBy(() -> wait(Map.of("wait", "61"), "")).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> wait(Map.of("wait", ""), "")).isInstanceOf(ProblemException.class);
    }
}
