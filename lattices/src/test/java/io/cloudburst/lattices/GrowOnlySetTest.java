package io.cloudburst.lattices;

import static io.cloudburst.lattices.Samples.texts;
import static io.cloudburst.lattices.Samples.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.NoSuchElementException;
import net.jqwik.api.Arbitrary;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class GrowOnlySetTest extends DecompositionLaws<GrowOnlySet> {
    @Override
    Arbitrary<GrowOnlySet> anyDelta() {
        return Samples.bytes().list().ofMaxSize(4).map(GrowOnlySet::of);
    }

    @Override
    List<byte[]> elements() {
        return Samples.utf8("", "a", "ab", "c");
    }

    @Override
    Object seen(GrowOnlySet value, byte[] element) {
        return value.contains(element);
    }

    @Test
    void mergingIsUnion() {
        GrowOnlySet left = GrowOnlySet.of(utf8("b", "a"));
        GrowOnlySet right = GrowOnlySet.of(utf8("c", "b", "c"));
        GrowOnlySet both = left.merge(right);
        assertThat(texts(both)).containsExactly("a", "b", "c");
        assertThat(both.size()).isEqualTo(3);
        assertThat(both.contains(utf8("c"))).isTrue();
        assertThat(both.contains(utf8("d"))).isFalse();
        assertThat(texts(left)).containsExactly("a", "b");
    }

    @Test
    void aSetThatHasAllOfTheOtherIsReturnedItself() {
        GrowOnlySet large = GrowOnlySet.of(utf8("a", "b", "c"));
        assertThat(large.merge(GrowOnlySet.of(utf8("b")))).isSameAs(large);
        assertThat(GrowOnlySet.of(utf8("b")).merge(large)).isSameAs(large);
        assertThat(large.merge(GrowOnlySet.empty())).isSameAs(large);
    }

    @Test
    void theEmptyStringIsAnElement() {
        assertThat(GrowOnlySet.of(List.of(new byte[0], new byte[0])).size()).isEqualTo(1);
        assertThat(GrowOnlySet.empty().iterator().hasNext()).isFalse();
        Assertions.assertThrows(
                NoSuchElementException.class,
                () -> GrowOnlySet.empty().iterator().next());
    }

    @Test
    void arraysAreNotShared() {
        byte[] given = utf8("a");
        GrowOnlySet set = GrowOnlySet.of(given);
        given[0] = 'X';
        set.iterator().next()[0] = 'X';
        assertThat(texts(set)).containsExactly("a");
    }
}
