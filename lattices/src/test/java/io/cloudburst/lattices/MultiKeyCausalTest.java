package io.cloudburst.lattices;

import static io.cloudburst.lattices.Samples.texts;
import static io.cloudburst.lattices.Samples.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.junit.jupiter.api.Test;

class MultiKeyCausalTest extends LatticeLaws<MultiKeyCausal> {
    private static final long ALICE = 1;
    private static final long BOB = 2;

    @Override
    Arbitrary<MultiKeyCausal> anyDelta() {
        Arbitrary<Map<String, VectorClock>> dependencies =
                Arbitraries.maps(Samples.names(), Samples.clocks()).ofMaxSize(2);
        return Combinators.combine(
                        Samples.clocks(), dependencies, Samples.bytes().list().ofMaxSize(2))
                .as(MultiKeyCausal::of);
    }

    @Test
    void aWriteThatHasSeenAnotherReplacesItAndItsDependencies() {
        MultiKeyCausal first =
                MultiKeyCausal.of(VectorClock.of(ALICE, 1), Map.of("photo", VectorClock.of(BOB, 3)), utf8("first"));
        MultiKeyCausal second =
                MultiKeyCausal.of(first.clock().next(BOB), Map.of("album", VectorClock.of(BOB, 4)), utf8("second"));
        MultiKeyCausal merged = first.merge(second);
        assertThat(merged).isSameAs(second);
        assertThat(merged.dependencies()).containsOnlyKeys("album");
    }

    @Test
    void dependenciesOfSiblingsAreMergedKeyByKey() {
        MultiKeyCausal first = MultiKeyCausal.of(
                VectorClock.of(ALICE, 1),
                Map.of("photo", VectorClock.of(BOB, 3), "album", VectorClock.of(BOB, 1)),
                utf8("a"));
        MultiKeyCausal second = MultiKeyCausal.of(
                VectorClock.of(BOB, 1), Map.of("photo", VectorClock.of(BOB, 2).next(ALICE)), utf8("b"));
        MultiKeyCausal both = first.merge(second);
        assertThat(texts(both.values())).containsExactly("a", "b");
        assertThat(both.dependencies())
                .isEqualTo(Map.of("photo", VectorClock.of(BOB, 3).next(ALICE), "album", VectorClock.of(BOB, 1)));
        assertThat(both.versions()).extracting(CausalVersion::dependencies).hasSize(2);
        assertThat(both.clock().counts()).isEqualTo(Map.of(ALICE, 1L, BOB, 1L));
    }

    @Test
    void aDeletionReplacesWhatItHasSeen() {
        MultiKeyCausal value = MultiKeyCausal.of(VectorClock.of(ALICE, 1), Map.of(), utf8("seen"));
        MultiKeyCausal deleted = MultiKeyCausal.deleted(value.clock().next(BOB), Map.of());
        assertThat(value.merge(deleted).values()).isEmpty();
    }
}
