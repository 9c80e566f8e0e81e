package io.cloudburst.lattices;

import static io.cloudburst.lattices.Samples.texts;
import static io.cloudburst.lattices.Samples.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.Arbitrary;
import org.junit.jupiter.api.Test;

class OrderedSetTest extends DecompositionLaws<OrderedSet> {
    private final OrderedSet letters = OrderedSet.of(utf8("d", "b")).merge(OrderedSet.of(utf8("c", "a", "b")));

    @Override
    Arbitrary<OrderedSet> anyDelta() {
        return Samples.bytes().list().ofMaxSize(4).map(OrderedSet::of);
    }

    @Override
    List<byte[]> elements() {
        return Samples.utf8("", "a", "ab", "c");
    }

    @Override
    Object seen(OrderedSet value, byte[] element) {
        return value.contains(element);
    }

    @Test
    void mergingIsUnionInOrderOfUnsignedBytes() {
        assertThat(texts(letters)).containsExactly("a", "b", "c", "d");
        OrderedSet unsigned = OrderedSet.of(new byte[] {-1}).merge(OrderedSet.of(new byte[] {127}));
        assertThat(unsigned.last()).hasValueSatisfying(last -> assertThat(last).containsExactly(-1));
    }

    @Test
    void itsEndsPlacesAndRangesCanBeAskedFor() {
        assertThat(letters.first())
                .hasValueSatisfying(first -> assertThat(first).isEqualTo(utf8("a")));
        assertThat(letters.get(2)).isEqualTo(utf8("c"));
        assertThat(letters.rank(utf8("c"))).isEqualTo(2);
        assertThat(letters.rank(utf8("cc"))).isEqualTo(3);
        assertThat(texts(letters.range(utf8("b"), utf8("d")))).containsExactly("b", "c");
        assertThat(texts(letters.range(utf8("aa"), utf8("z")))).containsExactly("b", "c", "d");
        assertThat(letters.range(utf8("d"), utf8("b"))).isEqualTo(OrderedSet.empty());
        assertThat(letters.range(utf8("x"), utf8("y"))).isEqualTo(OrderedSet.empty());
        assertThat(letters.contains(utf8("b"))).isTrue();
        assertThat(letters.size()).isEqualTo(4);
    }

    @Test
    void anEmptySetHasNoEnds() {
        assertThat(OrderedSet.empty().first()).isEmpty();
        assertThat(OrderedSet.empty().last()).isEmpty();
        assertThatThrownBy(() -> OrderedSet.empty().get(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
