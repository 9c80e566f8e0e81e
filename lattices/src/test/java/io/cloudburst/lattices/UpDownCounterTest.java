package io.cloudburst.lattices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.junit.jupiter.api.Test;

class UpDownCounterTest extends LatticeLaws<UpDownCounter> {
    @Override
    Arbitrary<UpDownCounter> anyDelta() {
        Arbitrary<Long> totals = Arbitraries.of(0L, 1L, 2L, 300L, Long.MAX_VALUE);
        return Combinators.combine(Samples.writers(), totals, totals).as(UpDownCounter::of);
    }

    @Test
    void theValueIsWhatWasAddedLessWhatWasSubtracted() {
        UpDownCounter counter = UpDownCounter.zero()
                .merge(UpDownCounter.of(1, 3, 0))
                .merge(UpDownCounter.of(2, 1, 8))
                .merge(UpDownCounter.of(1, 5, 1))
                .merge(UpDownCounter.of(1, 4, 0));
        assertThat(counter.value()).isEqualTo(5 - 1 + 1 - 8);
        assertThat(counter.ups(1)).isEqualTo(5);
        assertThat(counter.downs(2)).isEqualTo(8);
        assertThat(counter.ups()).isEqualTo(Map.of(1L, 5L, 2L, 1L));
        assertThat(counter.downs()).isEqualTo(Map.of(1L, 1L, 2L, 8L));
    }

    @Test
    void whatDoesNotFitIsTheNearestLong() {
        UpDownCounter low = UpDownCounter.of(1, 0, Long.MAX_VALUE).merge(UpDownCounter.of(2, 0, Long.MAX_VALUE));
        assertThat(low.value()).isEqualTo(Long.MIN_VALUE);
        UpDownCounter high = UpDownCounter.of(1, Long.MAX_VALUE, 0).merge(UpDownCounter.of(2, Long.MAX_VALUE, 0));
        assertThat(high.value()).isEqualTo(Long.MAX_VALUE);
        assertThat(low.merge(high).value()).isZero();
    }

    @Test
    void aNegativeTotalIsRefused() {
        assertThatThrownBy(() -> UpDownCounter.of(7, 0, -1))
                .hasMessageContaining("-1")
                .hasMessageContaining("7");
    }
}
