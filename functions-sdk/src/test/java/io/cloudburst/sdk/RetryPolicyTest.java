package io.cloudburst.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 50, 100})
    void backoffGrowsUpToTheLongestAndIsAtLeastHalfOfIt(int failures) {
        RetryPolicy policy = RetryPolicy.attempts(RetryPolicy.MAX_ATTEMPTS);
        long full = Math.min(10_000, 100L << Math.min(failures - 1, 20));
        Random random = new Random(failures);

        for (int i = 0; i < 1_000; i++) {
            assertThat(policy.backoff(failures, random).toMillis()).isBetween(full / 2, full);
        }
        assertThat(random.doubles(20)
                        .mapToObj(d -> policy.backoff(failures, random))
                        .distinct())
                .as("what failed together does not come back together")
                .hasSizeGreaterThan(5);
    }

    @Test
    void theExtremesHaveBackoffsToo() {
        RetryPolicy none = RetryPolicy.attempts(100).withBackoff(Duration.ZERO, 100, Duration.ZERO);
        RetryPolicy steep = RetryPolicy.attempts(100).withBackoff(LONGEST, 100, CallOptions.LONGEST_DELAY);

        assertThat(none.backoff(100, new Random(1))).isZero();
        assertThat(steep.backoff(100, new Random(1)))
                .isBetween(CallOptions.LONGEST_DELAY.dividedBy(2), CallOptions.LONGEST_DELAY);
    }

    @Test
    void aPolicyCoversWhatItNamesAndItsSubclasses() {
        RetryPolicy all = RetryPolicy.attempts(2);
        RetryPolicy io = all.onlyOn(List.of(IOException.class));

        assertThat(all.covers(new Error())).isTrue();
        assertThat(io.exceptions()).containsExactly("java.io.IOException");
        assertThat(io.covers(new IOException())).isTrue();
        assertThat(io.covers(new FileNotFoundException())).isTrue();
        assertThat(io.covers(new UncheckedIOException(new IOException()))).isFalse();
        assertThat(io.covers(new Exception())).isFalse();
    }

    @Test
    void whatMakesNoSenseIsRefusedWithTheValue() {
        RetryPolicy policy = RetryPolicy.attempts(RetryPolicy.MAX_ATTEMPTS);

        refused(() -> RetryPolicy.attempts(0), "1 to 100", "not 0");
        refused(() -> RetryPolicy.attempts(101), "not 101");
        refused(() -> policy.withBackoff(Duration.ofMillis(-1), 2, LONGEST), "PT-0.001S");
        refused(() -> policy.withBackoff(LONGEST, 2, Duration.ofSeconds(1)), "PT10S", "PT1S");
        refused(() -> policy.withBackoff(LONGEST, 2, Duration.ofSeconds(Long.MAX_VALUE)), "at most PT24H");
        refused(() -> policy.withBackoff(LONGEST, 0.5, LONGEST), "multiplier", "0.5");
        refused(() -> policy.withBackoff(LONGEST, Double.NaN, LONGEST), "multiplier", "NaN");
        refused(() -> policy.withBackoff(LONGEST, 101, LONGEST), "multiplier", "101");
        refused(() -> FunctionOptions.NONE.withMaxConcurrent(-1), "maxConcurrent", "-1");
    }

    private static void refused(ThrowingCallable making, String... words) {
        assertThatThrownBy(making)
                .isInstanceOfSatisfying(
                        CloudburstException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .hasMessageContainingAll(words);
    }
}
