package io.cloudburst.lattices;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class DotContextTest {
    @Provide
    Arbitrary<List<Dot>> dots() {
        return Combinators.combine(
                        Arbitraries.of(-1L, 1L, 2L), Arbitraries.longs().between(1, 12))
                .as(Dot::new)
                .list()
                .ofMaxSize(20);
    }

    private static DotContext contextOf(Iterable<Dot> dots) {
        DotContext context = DotContext.EMPTY;
        for (Dot dot : dots) {
            context = context.merge(DotContext.of(dot));
        }
        return context;
    }

    @Property
    void itIsASetOfDots(@ForAll("dots") List<Dot> left, @ForAll("dots") List<Dot> right) {
        Set<Dot> both = new HashSet<>(left);
        both.addAll(right);
        DotContext merged = contextOf(left).merge(contextOf(right));
        assertThat(merged).isEqualTo(contextOf(both)).hasSameHashCodeAs(contextOf(both));
        for (long writer : new long[] {-1, 1, 2, 3}) {
            long prefix = 0;
            for (long counter = 1; counter <= 14; counter++) {
                boolean seen = counter <= 12 && both.contains(new Dot(writer, counter));
                assertThat(merged.contains(writer, counter)).isEqualTo(seen);
                prefix = seen && prefix == counter - 1 ? counter : prefix;
            }
            assertThat(merged.prefix(writer)).isEqualTo(prefix);
            assertThat(merged.last(writer))
                    .isEqualTo(both.stream()
                            .filter(dot -> dot.writer() == writer)
                            .mapToLong(Dot::counter)
                            .max()
                            .orElse(0));
        }
        boolean common = left.stream().anyMatch(right::contains);
        assertThat(contextOf(left).intersects(contextOf(right))).isEqualTo(common);
    }

    @Property
    void aContextThatHasAllOfTheOtherIsReturnedItself(@ForAll("dots") List<Dot> left, @ForAll("dots") List<Dot> right) {
        DotContext merged = contextOf(left).merge(contextOf(right));
        assertThat(merged.merge(contextOf(left))).isSameAs(merged);
        assertThat(contextOf(left).merge(merged).merge(merged)).isEqualTo(merged);
    }

    @Test
    void itGrowsWithGapsAndNotWithDots() {
        DotContext context = DotContext.EMPTY;
        for (int counter = 1; counter <= 100_000; counter++) {
            context = context.merge(DotContext.of(new Dot(1, counter)));
        }
        assertThat(context).hasToString("{1: 1-100000}");
    }
}
