package io.cloudburst.lattices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.junit.jupiter.api.Test;

class MaxTest extends LatticeLaws<Max> {
    @Override
    Arbitrary<Max> anyDelta() {
        return Arbitraries.oneOf(
                Samples.integers().map(Max::of), Samples.fractions().map(Max::of));
    }

    @Test
    void theGreatestStays() {
        assertThat(Max.of(7).merge(Max.of(9)).value()).isEqualTo(9L);
        assertThat(Max.of(-7).merge(Max.of(-9)).value()).isEqualTo(-7L);
        assertThat(Max.of(1L << 40).merge(Max.of(2)).value()).isEqualTo(1L << 40);
        assertThat(Max.of(9).merge(Max.of(9.5)).value()).isEqualTo(9.5);
    }

    @Test
    void integersAndFractionsAreComparedExactly() {
        long large = (1L << 53) + 1;
        assertThat(Max.of(large).merge(Max.of(0x1p53)).value()).isEqualTo(large);
        assertThat(Max.of(Long.MAX_VALUE).merge(Max.of(0x1p63)).value()).isEqualTo(0x1p63);
        assertThat(Max.of(5).merge(Max.of(5.0)).value()).isEqualTo(5.0);
    }

    @Test
    void zeroHasNoSign() {
        assertThat(Max.of(-0.0)).isEqualTo(Max.of(0.0));
    }

    @Test
    void notANumberIsRefused() {
        assertThatThrownBy(() -> Max.of(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }
}
