package io.cloudburst.lattices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.junit.jupiter.api.Test;

class MinTest extends LatticeLaws<Min> {
    @Override
    Arbitrary<Min> anyDelta() {
        return Arbitraries.oneOf(
                Samples.integers().map(Min::of), Samples.fractions().map(Min::of));
    }

    @Test
    void theLeastStays() {
        assertThat(Min.of(7).merge(Min.of(9)).value()).isEqualTo(7L);
        assertThat(Min.of(-7).merge(Min.of(-9)).value()).isEqualTo(-9L);
        assertThat(Min.of(1L << 40).merge(Min.of(2)).value()).isEqualTo(2L);
        assertThat(Min.of(10).merge(Min.of(9.5)).value()).isEqualTo(9.5);
    }

    @Test
    void integersAndFractionsAreComparedExactly() {
        long large = (1L << 53) + 1;
        assertThat(Min.of(large).merge(Min.of(0x1p53)).value()).isEqualTo(0x1p53);
        assertThat(Min.of(Long.MAX_VALUE).merge(Min.of(0x1p63)).value()).isEqualTo(Long.MAX_VALUE);
        assertThat(Min.of(5).merge(Min.of(5.0)).value()).isEqualTo(5L);
    }

    @Test
    void zeroHasNoSign() {
        assertThat(Min.of(-0.0)).isEqualTo(Min.of(0.0));
    }

    @Test
    void notANumberIsRefused() {
        assertThatThrownBy(() -> Min.of(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }
}
