package io.cloudburst.lattices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class VectorClockTest {
    private final VectorClock one = VectorClock.of(1, 1);
    private final VectorClock two = VectorClock.of(2, 1);

    @Test
    void aClockIsWithinEveryClockThatHasSeenIt() {
        assertThat(VectorClock.empty().isWithin(one)).isTrue();
        assertThat(one.isWithin(one)).isTrue();
        assertThat(one.isWithin(one.next(1))).isTrue();
        assertThat(one.next(1).isWithin(one)).isFalse();
        assertThat(one.isWithin(one.merge(two))).isTrue();
        assertThat(one.merge(two).isWithin(one)).isFalse();
    }

    @Test
    void clocksThatHaveNotSeenEachOtherAreConcurrent() {
        assertThat(one.isConcurrentWith(two)).isTrue();
        assertThat(one.isConcurrentWith(one)).isFalse();
        assertThat(one.next(2).isConcurrentWith(two)).isFalse();
        assertThat(one.next(2).isConcurrentWith(two.next(2))).isTrue();
    }

    @Test
    void mergingTakesTheGreaterCountOfEachWriter() {
        VectorClock merged = one.next(1).merge(two).merge(one);
        assertThat(merged.counts()).isEqualTo(Map.of(1L, 2L, 2L, 1L));
        assertThat(merged.get(3)).isZero();
        assertThat(merged.merge(one)).isSameAs(merged);
    }

    @Test
    void countsDoNotWrapAround() {
        assertThatThrownBy(() -> VectorClock.of(1, Long.MAX_VALUE).next(1)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> VectorClock.of(1, -1)).hasMessageContaining("-1");
    }
}
