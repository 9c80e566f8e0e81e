package io.cloudburst.lattices;

import static io.cloudburst.lattices.Samples.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.junit.jupiter.api.Test;

class LowestPriorityTest extends LatticeLaws<LowestPriority> {
    @Override
    Arbitrary<LowestPriority> anyDelta() {
        Arbitrary<Double> priorities =
                Arbitraries.of(Double.NEGATIVE_INFINITY, -1.5, -0.0, 0.0, 3.0, Double.POSITIVE_INFINITY);
        return Combinators.combine(priorities, Samples.bytes()).as(LowestPriority::of);
    }

    @Test
    void theLowestPriorityWinsAndTheLeastBytesATie() {
        LowestPriority a = LowestPriority.of(5, utf8("a"));
        LowestPriority b = LowestPriority.of(3, utf8("b"));
        LowestPriority c = LowestPriority.of(3, utf8("c"));
        assertThat(a.merge(b).merge(c)).isSameAs(b);
        assertThat(c.merge(b).merge(a)).isSameAs(b);
        assertThat(b.priority()).isEqualTo(3);
        assertThat(b.value()).isEqualTo(utf8("b"));
    }

    @Test
    void notANumberIsRefusedAndZeroHasNoSign() {
        assertThatThrownBy(() -> LowestPriority.of(Double.NaN, utf8("a"))).hasMessageContaining("NaN");
        assertThat(LowestPriority.of(-0.0, utf8("a"))).isEqualTo(LowestPriority.of(0.0, utf8("a")));
    }

    @Test
    void arraysAreNotShared() {
        byte[] given = utf8("a");
        LowestPriority value = LowestPriority.of(1, given);
        given[0] = 'X';
        value.value()[0] = 'X';
        assertThat(value.value()).isEqualTo(utf8("a"));
        assertThat(value.valueBuffer().isReadOnly()).isTrue();
    }
}
