package io.cloudburst.lattices;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

class BooleanOrTest extends LatticeLaws<BooleanOr> {
    @Override
    Arbitrary<BooleanOr> anyDelta() {
        return Arbitraries.frequency(Tuple.of(4, false), Tuple.of(1, true)).map(BooleanOr::of);
    }

    @Test
    void onceTrueItStaysTrue() {
        BooleanOr yes = BooleanOr.of(true);
        BooleanOr no = BooleanOr.of(false);
        assertThat(no.merge(no).value()).isFalse();
        assertThat(no.merge(yes).value()).isTrue();
        assertThat(yes.merge(no).value()).isTrue();
        assertThat(yes.merge(yes).value()).isTrue();
    }
}
