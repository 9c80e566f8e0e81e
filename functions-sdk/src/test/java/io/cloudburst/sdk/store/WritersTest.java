package io.cloudburst.sdk.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.lattices.LastWriterWins;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class WritersTest {
    private final Writers writers = new Writers();

    private static LastWriterWins madeIn(Duration ahead) {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now().plus(ahead));
        return LastWriterWins.of(micros, 1, new byte[] {1});
    }

    @Test
    void whoeverHasReadAnObjectReplacesItThoughItsClockWasAhead() {
        LastWriterWins read = madeIn(Duration.ofHours(1));
        writers.follow(read);

        LastWriterWins written = writers.object(new byte[] {2});
        assertThat(read.merge(written)).isEqualTo(written);
        assertThat(read.merge(writers.deletion()).isLive(0)).isFalse();
    }

    @Test
    void anAbsurdTimeIsNotFollowed() {
        writers.follow(LastWriterWins.of(Long.MAX_VALUE, 1, new byte[0]));

        long later = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now().plusSeconds(3_600));
        assertThat(writers.object(new byte[0]).timestampMicros()).isLessThan(later);
    }

    @Test
    void anOldOneChangesNothing() {
        long before = writers.object(new byte[0]).timestampMicros();
        writers.follow(madeIn(Duration.ofHours(-1)));

        assertThat(writers.object(new byte[0]).timestampMicros()).isGreaterThan(before);
    }
}
