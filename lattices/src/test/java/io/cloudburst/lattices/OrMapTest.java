package io.cloudburst.lattices;

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

class OrMapTest extends DecompositionLaws<OrMap> {
    private static final long ALICE = 1;
    private static final long BOB = 2;

    private static final OrMap ALICE_PUTS = OrMap.put(new Dot(ALICE, 1), "x", GrowOnlyCounter.of(ALICE, 3));
    private static final OrMap BOB_PUTS = OrMap.put(new Dot(BOB, 1), "x", GrowOnlyCounter.of(BOB, 4));

    /** Puts and removals; a dot always stands for the same field, though, as no writer should, not for the same value. */
    @Override
    Arbitrary<OrMap> anyDelta() {
        List<Arbitrary<? extends Lattice<?>>> values = new ArrayList<>(Samples.plainLattices());
        values.add(Combinators.combine(Samples.names(), Arbitraries.oneOf(Samples.plainLattices()))
                .as(LatticeMap::of));
        values.add(Combinators.combine(Samples.dots(), Arbitraries.oneOf(Samples.plainLattices()))
                .as((dot, value) -> OrMap.put(dot, "inner", value)));
        return Combinators.combine(
                        Samples.dots(),
                        Arbitraries.oneOf(values),
                        Arbitraries.frequencyOf(
                                Tuple.of(3, Arbitraries.just(true)), Tuple.of(1, Arbitraries.just(false))))
                .as((dot, value, put) -> {
                    String name = "f" + (dot.writer() + dot.counter() / 2) % 2;
                    OrMap added = OrMap.put(dot, name, value);
                    return put ? added : added.remove(name);
                });
    }

    @Override
    List<byte[]> elements() {
        return Samples.utf8("f0", "f1", "f2");
    }

    @Override
    Object seen(OrMap value, byte[] element) {
        return Samples.shown(value, element);
    }

    private static long counted(OrMap map) {
        return map.get("x", GrowOnlyCounter.class).map(GrowOnlyCounter::value).orElse(-1L);
    }

    @Test
    void contributionsOfSeveralWritersAreMerged() {
        OrMap map = ALICE_PUTS.merge(BOB_PUTS);
        assertThat(counted(map)).isEqualTo(7);
        assertThat(map.names()).containsExactly("x");
        assertThat(map.size()).isEqualTo(1);
        assertThat(map.dots("x", GrowOnlyCounter.class)).containsExactly(new Dot(ALICE, 1), new Dot(BOB, 1));
    }

    @Test
    void aPutReplacesTheSameWritersEarlierOneAndNoOther() {
        OrMap map = ALICE_PUTS.merge(BOB_PUTS).merge(OrMap.put(new Dot(ALICE, 2), "x", GrowOnlyCounter.of(ALICE, 5)));
        assertThat(counted(map)).isEqualTo(9);
        assertThat(counted(map.merge(ALICE_PUTS))).isEqualTo(9);
        OrMap register = OrMap.put(new Dot(ALICE, 1), "y", LastWriterWins.of(1, ALICE, utf8("old")))
                .merge(OrMap.put(new Dot(ALICE, 2), "y", LastWriterWins.of(2, ALICE, utf8("new"))));
        assertThat(register.get("y", LastWriterWins.class)).hasValue(LastWriterWins.of(2, ALICE, utf8("new")));
    }

    @Test
    void aPutThatTheRemoverDidNotSeeWinsWithoutWhatWasRemoved() {
        OrMap removal = ALICE_PUTS.remove("x");
        assertThat(counted(ALICE_PUTS.merge(removal))).isEqualTo(-1);
        assertThat(counted(ALICE_PUTS.merge(BOB_PUTS).merge(removal))).isEqualTo(4);
        assertThat(counted(removal.merge(BOB_PUTS).merge(ALICE_PUTS))).isEqualTo(4);
    }

    @Test
    void aFieldThatIsPutAgainBeginsAnew() {
        OrMap removed = ALICE_PUTS.merge(ALICE_PUTS.remove("x"));
        assertThat(removed.names()).isEmpty();
        OrMap again = removed.merge(OrMap.put(removed.nextDot(ALICE), "x", GrowOnlyCounter.of(ALICE, 1)));
        assertThat(counted(again)).isEqualTo(1);
    }

    @Test
    void anUpdateMergesIntoWhatIsSeenAndReplacesIt() {
        OrMap seen = ALICE_PUTS.merge(BOB_PUTS);
        OrMap update = seen.update(seen.nextDot(BOB), "x", GrowOnlyCounter.of(BOB, 6));
        OrMap updated = seen.merge(update);
        assertThat(counted(updated)).isEqualTo(9);
        assertThat(updated.dots("x", GrowOnlyCounter.class)).containsExactly(new Dot(BOB, 2));
        assertThat(counted(seen.merge(seen.remove("x")).merge(update))).isEqualTo(9);
        assertThat(counted(OrMap.empty().update(new Dot(BOB, 1), "x", GrowOnlyCounter.of(BOB, 6))))
                .isEqualTo(6);
    }

    @Test
    void aNameIsRemovedWithAllItsTypes() {
        OrMap map = ALICE_PUTS.merge(OrMap.put(new Dot(ALICE, 2), "x", Max.of(1)));
        assertThat(map.size()).isEqualTo(2);
        assertThat(map.get("x", Max.class)).hasValue(Max.of(1));
        assertThat(map.merge(map.remove("x")).size()).isZero();
    }

    @Test
    void clearingRemovesWhatIsSeen() {
        OrMap map = ALICE_PUTS.merge(OrMap.put(new Dot(ALICE, 2), "y", Max.of(1)));
        assertThat(map.merge(BOB_PUTS).merge(map.clear()).names()).containsExactly("x");
    }

    @Test
    void puttingForEverDoesNotMakeItLarger() {
        OrMap map = OrMap.empty();
        for (int i = 1; i <= 1000; i++) {
            map = map.merge(OrMap.put(map.nextDot(ALICE), "x", GrowOnlyCounter.of(ALICE, i)));
        }
        assertThat(counted(map)).isEqualTo(1000);
        assertThat(LatticeCodec.encode(map)).hasSizeLessThan(24);
    }

    @Test
    void aNameThatIsNoUnicodeIsRefused() {
        assertThatThrownBy(() -> OrMap.put(new Dot(1, 1), "\udc00", Max.of(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFieldIsMadeOfItsWritersPutsWithoutThoseThatAreRemoved() {
        OrMap both = ALICE_PUTS.merge(BOB_PUTS);

        assertThat(both.puts("x", GrowOnlyCounter.class))
                .isEqualTo(Map.of(
                        new Dot(ALICE, 1), GrowOnlyCounter.of(ALICE, 3), new Dot(BOB, 1), GrowOnlyCounter.of(BOB, 4)));
        assertThat(both.merge(ALICE_PUTS.remove("x")).puts("x", GrowOnlyCounter.class))
                .isEqualTo(Map.of(new Dot(BOB, 1), GrowOnlyCounter.of(BOB, 4)));
        assertThat(both.puts("y", GrowOnlyCounter.class)).isEmpty();
    }
}
