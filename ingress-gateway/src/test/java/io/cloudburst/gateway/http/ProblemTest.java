package io.cloudburst.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.value.ValueJson;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemTest {
    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyErrorCodeIsAProblem(ErrorCode code) {
        Problem problem = Problem.of(new CompletionException(new CloudburstException(code, "why", "trace")))
                .orElseThrow();
        assertThat(problem.kind().name()).isEqualTo(code.name());
        assertThat(ValueJson.parse(problem.response().body()).toString())
                .contains("\"status\":" + problem.kind().status())
                .contains("\"detail\":\"why\"")
                .contains("\"stackTrace\":\"trace\"");
    }

    @Test
    void aCancelledFutureIsACancelledCallAndAMistakeIsNoProblemOfTheCallers() {
        assertThat(Problem.of(new CancellationException()).orElseThrow().kind()).isEqualTo(ProblemKind.CANCELLED);
        assertThat(Problem.of(new NullPointerException())).isEmpty();
    }

    @Test
    void whoIsToComeBackIsToldWhen() {
        assertThat(Problem.of(ProblemKind.TOO_MANY_REQUESTS, "x").response().headers())
                .containsKey("Retry-After");
        assertThat(Problem.of(ProblemKind.OVERLOADED, "x").response().headers()).containsKey("Retry-After");
        assertThat(Problem.of(ProblemKind.NOT_FOUND, "x").response().headers()).isEmpty();
    }
}
