package io.cloudburst.lattices;

import static io.cloudburst.lattices.Samples.texts;
import static io.cloudburst.lattices.Samples.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

class LatticeMapTest extends DecompositionLaws<LatticeMap> {
    @Override
    Arbitrary<LatticeMap> anyDelta() {
        return maps(3);
    }

    @Override
    List<byte[]> elements() {
        return Samples.utf8("", "a", "b", "\u00e9");
    }

    @Override
    Object seen(LatticeMap value, byte[] element) {
        return value.only(Field.keys(element));
    }

    private static Arbitrary<LatticeMap> maps(int depth) {
        List<Arbitrary<? extends Lattice<?>>> values = new ArrayList<>(Samples.plainLattices());
        if (depth > 1) {
            values.add(maps(depth - 1));
        }
        Arbitrary<LatticeMap> single =
                Combinators.combine(Samples.names(), Arbitraries.oneOf(values)).as(LatticeMap::of);
        return Arbitraries.frequencyOf(Tuple.of(9, single), Tuple.of(1, Arbitraries.just(LatticeMap.empty())));
    }

    @Test
    void fieldsAreMergedByName() {
        LatticeMap left = LatticeMap.of(Map.of("visits", GrowOnlyCounter.of(1, 2), "tags", GrowOnlySet.of(utf8("a"))));
        LatticeMap right = LatticeMap.of(Map.of("visits", GrowOnlyCounter.of(2, 5), "best", Max.of(7)));
        LatticeMap both = left.merge(right);
        assertThat(both.names()).containsExactly("best", "tags", "visits");
        assertThat(both.get("visits", GrowOnlyCounter.class))
                .hasValueSatisfying(c -> assertThat(c.value()).isEqualTo(7));
        assertThat(both.get("tags", GrowOnlySet.class))
                .hasValueSatisfying(t -> assertThat(texts(t)).containsExactly("a"));
        assertThat(both.get("best", Max.class)).hasValue(Max.of(7));
        assertThat(both.get("best", Min.class)).isEmpty();
        assertThat(both.get("worst", Min.class)).isEmpty();
    }

    @Test
    void mapsInMapsAreMergedAllTheWayDown() {
        LatticeMap left = LatticeMap.of("user", LatticeMap.of("address", LatticeMap.of("seen", Max.of(1))));
        LatticeMap right = LatticeMap.of("user", LatticeMap.of("address", LatticeMap.of("seen", Max.of(2))));
        assertThat(left.merge(right)).isEqualTo(right);
    }

    @Test
    void oneNameWithTwoTypesIsTwoFields() {
        LatticeMap both = LatticeMap.of("x", Max.of(1)).merge(LatticeMap.of("x", Min.of(2)));
        assertThat(both.size()).isEqualTo(2);
        assertThat(both.names()).containsExactly("x");
        assertThat(both.get("x", Max.class)).hasValue(Max.of(1));
        assertThat(both.get("x", Min.class)).hasValue(Min.of(2));
    }

    @Test
    void aMapThatHasAllOfTheOtherIsReturnedItself() {
        LatticeMap large = LatticeMap.of(Map.of("a", Max.of(1), "b", Max.of(2)));
        assertThat(large.merge(LatticeMap.of("a", Max.of(0)))).isSameAs(large);
        assertThat(LatticeMap.of("a", Max.of(0)).merge(large)).isSameAs(large);
    }

    @Test
    void aNameThatIsNoUnicodeIsRefused() {
        assertThatThrownBy(() -> LatticeMap.of("\ud800", Max.of(1))).isInstanceOf(IllegalArgumentException.class);
        assertThat(LatticeMap.of("\ud83d\ude00", Max.of(1)).names()).containsExactly("\ud83d\ude00");
    }

    @Test
    void nestingHasALimitThatTheCodecShares() {
        LatticeMap deepest = LatticeMap.of("x", Max.of(1));
        for (int depth = 2; depth < LatticeCodec.MAX_DEPTH; depth++) {
            deepest = LatticeMap.of("x", deepest);
        }
        LatticeMap limit = deepest;
        assertThat(LatticeCodec.decode(LatticeCodec.encode(limit))).isEqualTo(limit);
        assertThatThrownBy(() -> LatticeMap.of("x", limit)).hasMessageContaining("16");
        assertThatThrownBy(() -> OrMap.put(new Dot(1, 1), "x", limit)).hasMessageContaining("16");
    }
}
