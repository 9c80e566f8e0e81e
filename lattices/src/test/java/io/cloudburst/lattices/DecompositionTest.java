package io.cloudburst.lattices;

import static io.cloudburst.lattices.Samples.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DecompositionTest {
    @Test
    void onlySetsAndMapsHaveParts() {
        for (LatticeType type : LatticeType.values()) {
            if (Decomposition.appliesTo(type)) {
                assertThat(Decomposition.empty(type).type()).isSameAs(type);
                assertThat(Decomposition.parts(Decomposition.empty(type))).hasSize(1);
            } else {
                assertThatThrownBy(() -> Decomposition.empty(type)).hasMessageContaining(type.toString());
                assertThatThrownBy(() -> Decomposition.namesOf(type, utf8("x"))).hasMessageContaining(type.toString());
            }
        }
        assertThatThrownBy(() -> Decomposition.parts(Max.of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("only sets and maps");
    }

    @Test
    void aDeltaOfOneElementIsItsPartAsItIs() {
        OrSet add = OrSet.add(new Dot(1, 7), utf8("x"));
        OrMap put = OrMap.put(new Dot(1, 7), "x", Max.of(1));
        LatticeMap field = LatticeMap.of("x", Max.of(1));
        for (Lattice<?> delta : new Lattice<?>[] {add, add.remove(utf8("x")), put, field, GrowOnlySet.of(utf8("x"))}) {
            assertThat(Decomposition.parts(delta)).singleElement().satisfies(part -> assertThat(part.value())
                    .isSameAs(delta));
        }
    }
}
