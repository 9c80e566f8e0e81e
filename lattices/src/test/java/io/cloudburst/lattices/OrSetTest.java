package io.cloudburst.lattices;

import static io.cloudburst.lattices.Samples.texts;
import static io.cloudburst.lattices.Samples.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.junit.jupiter.api.Test;

class OrSetTest extends DecompositionLaws<OrSet> {
    private static final long ALICE = 1;
    private static final long BOB = 2;

    private static final OrSet ALICE_ADDS = OrSet.add(new Dot(ALICE, 1), utf8("x"));
    private static final OrSet BOB_ADDS = OrSet.add(new Dot(BOB, 1), utf8("x"));

    /** Adds and removals by few writers of few elements; a dot always stands for the same element. */
    @Override
    Arbitrary<OrSet> anyDelta() {
        return Combinators.combine(Samples.dots(), Arbitraries.of(true, true, false))
                .as((dot, add) -> {
                    byte[] element = utf8("e" + (dot.writer() + dot.counter() / 2) % 2);
                    OrSet added = OrSet.add(dot, element);
                    return add ? added : added.remove(element);
                });
    }

    @Override
    List<byte[]> elements() {
        return Samples.utf8("e0", "e1");
    }

    @Override
    Object seen(OrSet value, byte[] element) {
        return value.dots(element);
    }

    @Test
    void partsOfWhatCameAndWentAreNotKeptForEver() {
        int operations = 10_000;
        KeptParts kept = new KeptParts();
        for (int i = 1; i <= operations; i++) {
            byte[] element = utf8("element " + i);
            OrSet add = OrSet.add(new Dot(ALICE, i), element);
            kept.join(add);
            if (i % 1_000 != 0) {
                kept.join(add.remove(element));
            }
        }
        kept.settleAll();
        // The ten elements that stayed, the blocks that they lie in, a block that is not full and those that are.
        assertThat(kept.size()).isLessThanOrEqualTo(10 + 10 + 1 + 1);
        assertThat(((OrSet) kept.whole()).size()).isEqualTo(operations / 1_000);
        kept.join(OrSet.add(new Dot(ALICE, 1), utf8("element 1")));
        kept.settleAll();
        assertThat(((OrSet) kept.whole()).size()).isEqualTo(operations / 1_000);
    }

    @Test
    void aVeryLongIntervalOfRemovedDotsHasFewParts() {
        OrSet all = new OrSet(DotStore.of(ByteMap.empty(), DotContext.of(ALICE, new long[] {3, Dot.MAX_COUNTER})));
        KeptParts kept = new KeptParts();
        kept.join(all);
        assertThat(kept.size()).isLessThanOrEqualTo(3);
        assertThat(kept.whole()).isEqualTo(all);
    }

    @Test
    void aLongElementHasAShortName() {
        byte[] element = new byte[100_000];
        OrSet set = OrSet.add(new Dot(ALICE, 1), element);
        assertThat(Decomposition.parts(set).get(0).name()).hasSizeLessThan(40);
        KeptParts kept = new KeptParts();
        kept.join(set);
        assertThat(kept.element(set.type(), element)).isEqualTo(set);
    }

    @Test
    void whatIsAddedIsThereUntilItIsRemoved() {
        OrSet set = ALICE_ADDS.merge(OrSet.add(new Dot(ALICE, 2), utf8("y")));
        assertThat(texts(set.elements())).containsExactly("x", "y");
        OrSet removed = set.merge(set.remove(utf8("x")));
        assertThat(texts(removed.elements())).containsExactly("y");
        assertThat(removed.contains(utf8("x"))).isFalse();
        assertThat(removed.size()).isEqualTo(1);
        OrSet again = removed.merge(OrSet.add(removed.nextDot(ALICE), utf8("x")));
        assertThat(texts(again.elements())).containsExactly("x", "y");
    }

    @Test
    void anAddThatTheRemoverDidNotSeeWins() {
        OrSet removal = ALICE_ADDS.remove(utf8("x"));
        assertThat(ALICE_ADDS.merge(BOB_ADDS).merge(removal).contains(utf8("x")))
                .isTrue();
        assertThat(removal.merge(BOB_ADDS).merge(ALICE_ADDS).dots(utf8("x"))).containsExactly(new Dot(BOB, 1));
    }

    @Test
    void anAddThatComesAgainAfterItsRemovalStaysRemoved() {
        OrSet removed = ALICE_ADDS.merge(ALICE_ADDS.remove(utf8("x")));
        assertThat(removed.merge(ALICE_ADDS)).isSameAs(removed);
    }

    @Test
    void aRemovalThatComesBeforeItsAddTakesEffect() {
        OrSet set = ALICE_ADDS.remove(utf8("x")).merge(ALICE_ADDS);
        assertThat(set.size()).isZero();
        assertThat(set).isEqualTo(ALICE_ADDS.merge(ALICE_ADDS.remove(utf8("x"))));
    }

    @Test
    void aRemovalOfAWritersLatestAddRemovesItsEarlierOnesThatAreStillOnTheirWay() {
        OrSet second = OrSet.add(new Dot(ALICE, 2), utf8("x"));
        OrSet removal = second.remove(utf8("x"));
        assertThat(removal.merge(second).merge(ALICE_ADDS).size()).isZero();
        assertThat(removal.merge(ALICE_ADDS).merge(second).size()).isZero();
    }

    @Test
    void clearingRemovesWhatIsSeen() {
        OrSet set = ALICE_ADDS.merge(OrSet.add(new Dot(ALICE, 2), utf8("y")));
        OrSet cleared = set.merge(OrSet.add(new Dot(BOB, 1), utf8("z"))).merge(set.clear());
        assertThat(texts(cleared.elements())).containsExactly("z");
        assertThat(OrSet.empty().clear()).isEqualTo(OrSet.empty());
    }

    @Test
    void removingWhatIsNotThereChangesNothing() {
        assertThat(ALICE_ADDS.remove(utf8("y"))).isEqualTo(OrSet.empty());
        OrSet removed = ALICE_ADDS.merge(ALICE_ADDS.remove(utf8("x")));
        assertThat(removed.remove(utf8("x"))).isEqualTo(OrSet.empty());
        assertThat(removed.dots(utf8("x"))).isEmpty();
    }

    @Test
    void addingTheSameElementForEverAndRemovingOthersDoesNotMakeItLarger() {
        OrSet set = OrSet.empty();
        for (int i = 0; i < 1000; i++) {
            set = set.merge(OrSet.add(set.nextDot(ALICE), utf8("x")));
            set = set.merge(OrSet.add(set.nextDot(BOB), utf8("n" + i)));
            set = set.merge(set.remove(utf8("n" + i)));
        }
        assertThat(texts(set.elements())).containsExactly("x");
        assertThat(set.dots(utf8("x"))).hasSize(1);
        assertThat(LatticeCodec.encode(set)).hasSizeLessThan(24);
    }

    @Test
    void updatesThatComeInReverseLeaveNoMoreBehindThanInOrder() {
        OrSet inOrder = OrSet.empty();
        OrSet reversed = OrSet.empty();
        for (int i = 1; i <= 1000; i++) {
            OrSet add = OrSet.add(new Dot(ALICE, i), utf8("n" + i));
            OrSet early = OrSet.add(new Dot(ALICE, 1001 - i), utf8("n" + (1001 - i)));
            inOrder = inOrder.merge(add).merge(add.remove(utf8("n" + i)));
            reversed = reversed.merge(early.remove(utf8("n" + (1001 - i)))).merge(early);
        }
        assertThat(reversed).isEqualTo(inOrder);
        assertThat(LatticeCodec.encode(reversed)).hasSizeLessThan(16);
    }

    @Test
    void aDotCountsFromOne() {
        assertThatThrownBy(() -> new Dot(7, 0)).hasMessageContaining("counter 0 of writer 7");
        assertThatThrownBy(() -> new Dot(7, Dot.MAX_COUNTER + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(OrSet.empty().nextDot(7)).isEqualTo(new Dot(7, 1));
    }
}
