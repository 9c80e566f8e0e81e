package io.cloudburst.lattices;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SortedBytesTest {
    @Provide
    Arbitrary<List<String>> strings() {
        Arbitrary<List<String>> few = Arbitraries.strings()
                .withCharRange('a', 'c')
                .ofMaxLength(4)
                .list()
                .ofMaxSize(5);
        Arbitrary<List<String>> many = Arbitraries.strings()
                .withCharRange('a', 'c')
                .ofMaxLength(4)
                .list()
                .ofSize(60);
        return Arbitraries.oneOf(few, many);
    }

    private static SortedBytes of(Iterable<String> strings) {
        return SortedBytes.of(StreamSupport.stream(strings.spliterator(), false)
                .map(text -> text.getBytes(StandardCharsets.US_ASCII))
                .toList());
    }

    @Property
    void theUnionHasWhatEitherHas(@ForAll("strings") List<String> left, @ForAll("strings") List<String> right) {
        TreeSet<String> both = new TreeSet<>(left);
        both.addAll(right);
        assertThat(Samples.texts(of(left).union(of(right)))).containsExactlyElementsOf(both);
        assertThat(of(left).union(of(right))).isEqualTo(of(both)).hasSameHashCodeAs(of(both));
    }

    @Property
    void whatIsAbsentIsFoundAtThePlaceItWouldHave(
            @ForAll("strings") List<String> left, @ForAll("strings") List<String> right) {
        SortedBytes elements = of(left);
        SortedBytes others = of(right);
        int[] found = elements.findAll(others);
        for (int i = 0; i < found.length; i++) {
            String other = Samples.texts(others).get(i);
            int below = new TreeSet<>(left).headSet(other).size();
            assertThat(found[i]).isEqualTo(left.contains(other) ? below : -1 - below);
            assertThat(elements.find(others.get(i))).isEqualTo(found[i]);
        }
    }

    @Property
    void partsCanBeTakenOut(@ForAll("strings") List<String> strings) {
        List<String> sorted = List.copyOf(new TreeSet<>(strings));
        SortedBytes elements = of(strings);
        Object[] kept =
                sorted.stream().map(text -> text.contains("b") ? text : null).toArray();
        assertThat(Samples.texts(elements.keep(kept)))
                .containsExactlyElementsOf(
                        sorted.stream().filter(text -> text.contains("b")).toList());
        int half = sorted.size() / 2;
        assertThat(Samples.texts(elements.slice(half, sorted.size())))
                .containsExactlyElementsOf(sorted.subList(half, sorted.size()));
    }
}
