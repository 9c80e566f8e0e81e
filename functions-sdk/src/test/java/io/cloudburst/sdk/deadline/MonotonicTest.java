package io.cloudburst.sdk.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MonotonicTest {
    @Test
    void whatComesFromElsewhereIsAsFarAwayAsByTheClock() {
        long before = Monotonic.millis();
        long deadline = Monotonic.of(System.currentTimeMillis() + 3_600_000);

        // Two clocks are read one after the other, and neither is finer than a millisecond.
        assertThat(deadline).isBetween(before + 3_540_000, Monotonic.millis() + 3_660_000);
    }

    @Test
    void whatGoesElsewhereIsAsFarAwayByTheClock() {
        long before = System.currentTimeMillis();
        long deadline = Monotonic.toEpoch(Monotonic.millis() + 3_600_000);

        assertThat(deadline).isBetween(before + 3_540_000, System.currentTimeMillis() + 3_660_000);
    }

    @Test
    void neverStaysSo() {
        assertThat(Monotonic.of(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
        assertThat(Monotonic.toEpoch(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    }
}
