package io.cloudburst.sdk.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OwnersTest {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    @Test
    void theOnlyOneHasAllTheTime() {
        assertThat(new Owners(List.of("a")).attemptNanos(0, MINUTE)).isEqualTo(MINUTE);
    }

    @Test
    void aSilentOneTakesASecondAtFirstAndLongerInEachRound() {
        Owners two = new Owners(List.of("a", "b"));

        assertThat(two.attemptNanos(0, MINUTE)).isEqualTo(TimeUnit.SECONDS.toNanos(1));
        assertThat(two.attemptNanos(1, MINUTE)).isEqualTo(TimeUnit.SECONDS.toNanos(1));
        assertThat(two.attemptNanos(2, MINUTE)).isEqualTo(TimeUnit.SECONDS.toNanos(2));
        assertThat(two.attemptNanos(7, MINUTE)).isEqualTo(TimeUnit.SECONDS.toNanos(8));
        assertThat(two.attemptNanos(1_000, MINUTE)).isEqualTo(MINUTE / 2);
    }

    @Test
    void halfOfWhatIsLeftIsForTheOthers() {
        Owners two = new Owners(List.of("a", "b"));

        assertThat(two.attemptNanos(0, TimeUnit.MILLISECONDS.toNanos(1_600)))
                .isEqualTo(TimeUnit.MILLISECONDS.toNanos(800));
        assertThat(two.attemptNanos(0, TimeUnit.MILLISECONDS.toNanos(600)))
                .isEqualTo(TimeUnit.MILLISECONDS.toNanos(500));
        assertThat(two.attemptNanos(0, TimeUnit.MILLISECONDS.toNanos(200)))
                .isEqualTo(TimeUnit.MILLISECONDS.toNanos(200));
    }
}
