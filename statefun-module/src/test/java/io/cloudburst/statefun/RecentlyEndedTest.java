package io.cloudburst.statefun;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecentlyEndedTest {
    private final RecentlyEnded ended = new RecentlyEnded();

    @Test
    void whatHasEndedIsKnownAndNothingElse() {
        for (int i = 0; i < 1_000; i++) {
            ended.add("01a2082110a8-ad6a25e94e35c25a-" + i);
        }

        assertThat(ended.contains("01a2082110a8-ad6a25e94e35c25a-999")).isTrue();
        assertThat(IntStream.range(0, 1_000)
                        .filter(i -> ended.contains("01a2082110a8-ad6a25e94e35c25a-" + i))
                        .count())
                .as("slots are shared by chance")
                .isGreaterThan(980);
        assertThat(IntStream.range(1_000, 200_000))
                .noneMatch(i -> ended.contains("01a2082110a8-ad6a25e94e35c25a-" + i));
        assertThat(ended.contains("")).isFalse();
    }
}
