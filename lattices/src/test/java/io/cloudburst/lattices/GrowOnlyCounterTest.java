package io.cloudburst.lattices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.junit.jupiter.api.Test;

class GrowOnlyCounterTest extends LatticeLaws<GrowOnlyCounter> {
    @Override
    Arbitrary<GrowOnlyCounter> anyDelta() {
        Arbitrary<Long> writers = Arbitraries.of(Long.MIN_VALUE, -1L, 0L, 1L, Long.MAX_VALUE);
        return Combinators.combine(writers, Arbitraries.of(0L, 1L, 2L, 300L, Long.MAX_VALUE))
                .as(GrowOnlyCounter::of);
    }

    @Test
    void theValueIsTheSumOfEachWritersLatestTotal() {
        GrowOnlyCounter counter = GrowOnlyCounter.zero()
                .merge(GrowOnlyCounter.of(1, 3))
                .merge(GrowOnlyCounter.of(2, 10))
                .merge(GrowOnlyCounter.of(1, 5))
                .merge(GrowOnlyCounter.of(1, 4));
        assertThat(counter.value()).isEqualTo(15);
        assertThat(counter.total(1)).isEqualTo(5);
        assertThat(counter.total(3)).isZero();
    }

    @Test
    void aTotalThatDoesNotFitIsTheGreatestLongAndExactlyKnown() {
        GrowOnlyCounter counter = GrowOnlyCounter.of(1, Long.MAX_VALUE).merge(GrowOnlyCounter.of(2, 1));
        assertThat(counter.value()).isEqualTo(Long.MAX_VALUE);
        assertThat(counter.exactValue()).isEqualTo(BigInteger.ONE.shiftLeft(63));
    }

    @Test
    void aNegativeTotalIsRefused() {
        assertThatThrownBy(() -> GrowOnlyCounter.of(7, -1))
                .hasMessageContaining("-1")
                .hasMessageContaining("7");
    }
}
