package io.cloudburst.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class CallOptionsTest {
    @Test
    void eachOptionKeepsTheOthers() {
        CallOptions options = CallOptions.NONE
                .thenCall("f", 1, null)
                .withTimeout(Duration.ofSeconds(1))
                .withDelay(CallOptions.LONGEST_DELAY)
                .withIdempotencyKey("once")
                .withOutputKey("out")
                .withTrace()
                .thenCallDag("d", Map.of("n", List.of(2)));

        assertThat(options.timeout()).contains(Duration.ofSeconds(1));
        assertThat(options.delay()).isEqualTo(Duration.ofDays(1));
        assertThat(options.idempotencyKey()).contains("once");
        assertThat(options.outputKey()).contains("out");
        assertThat(options.trace()).isTrue();
        assertThat(options.continuations())
                .containsExactly(
                        new CallOptions.Continuation("f", false, Map.of("f", Arrays.asList(1, null))),
                        new CallOptions.Continuation("d", true, Map.of("n", List.of(2))));
    }

    @Test
    void whatCannotBeIsRefusedWithTheValue() {
        refused(() -> CallOptions.NONE.withTimeout(Duration.ZERO), "timeout", "PT0S");
        refused(() -> CallOptions.NONE.withDelay(Duration.ofMillis(-1)), "delay", "PT-0.001S");
        refused(() -> CallOptions.NONE.withDelay(Duration.ofHours(25)), "delay", "PT25H");
        refused(() -> CallOptions.NONE.withIdempotencyKey(""), "1 to 1024 characters");
        refused(() -> CallOptions.NONE.withIdempotencyKey("x".repeat(1025)), "1 to 1024 characters");
        refused(() -> CallOptions.NONE.withOutputKey("cloudburst/mine"), "cloudburst/mine");
    }

    private static void refused(ThrowingCallable making, String... words) {
        assertThatThrownBy(making)
                .isInstanceOfSatisfying(
                        CloudburstException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .hasMessageContainingAll(words);
    }
}
