package io.cloudburst.lattices;

import static io.cloudburst.lattices.Samples.texts;
import static io.cloudburst.lattices.Samples.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SingleKeyCausalTest extends LatticeLaws<SingleKeyCausal> {
    private static final long ALICE = 1;
    private static final long BOB = 2;

    @Override
    Arbitrary<SingleKeyCausal> anyDelta() {
        return Combinators.combine(Samples.clocks(), Samples.bytes().list().ofMaxSize(2))
                .as(SingleKeyCausal::of);
    }

    private static SingleKeyCausal write(VectorClock clock, String value) {
        return SingleKeyCausal.of(clock, utf8(value));
    }

    @Test
    void aWriteThatHasSeenAnotherReplacesIt() {
        SingleKeyCausal first = write(VectorClock.of(ALICE, 1), "first");
        SingleKeyCausal second = write(first.clock().next(BOB), "second");
        assertThat(first.merge(second)).isSameAs(second);
        assertThat(second.merge(first)).isSameAs(second);
    }

    @Test
    void concurrentWritesAreAllKeptUntilAWriteHasSeenThem() {
        SingleKeyCausal first = write(VectorClock.of(ALICE, 1), "alice's");
        SingleKeyCausal second = write(VectorClock.of(BOB, 1), "bob's");
        SingleKeyCausal both = first.merge(second);
        assertThat(texts(both.values())).containsExactly("alice's", "bob's");
        assertThat(both.clock()).isEqualTo(VectorClock.of(ALICE, 1).merge(VectorClock.of(BOB, 1)));
        assertThat(both.versions()).hasSize(2);
        SingleKeyCausal resolved = write(both.clock().next(ALICE), "resolved");
        assertThat(both.merge(resolved)).isEqualTo(resolved);
    }

    @Test
    void whatIsWrittenAtOneClockIsKeptTogether() {
        VectorClock clock = VectorClock.of(ALICE, 1);
        SingleKeyCausal both = write(clock, "a").merge(write(clock, "b"));
        assertThat(both).isEqualTo(SingleKeyCausal.of(clock, utf8("b", "a")));
        assertThat(texts(both.values())).containsExactly("a", "b");
        assertThat(texts(both.versions().get(0).values())).containsExactly("a", "b");
    }

    @Test
    void whatALaterWriteReplacesDoesNotDependOnTheOrderOfArrival() {
        SingleKeyCausal first = write(VectorClock.of(ALICE, 1), "alice's first");
        SingleKeyCausal concurrent = write(VectorClock.of(BOB, 1), "bob's");
        SingleKeyCausal second = write(VectorClock.of(ALICE, 2), "alice's second");
        assertThat(texts(first.merge(concurrent).merge(second).values())).containsExactly("alice's second", "bob's");
        assertThat(texts(second.merge(concurrent).merge(first).values())).containsExactly("alice's second", "bob's");
    }

    @Test
    void aDeletionLeavesWhatItHasNotSeen() {
        SingleKeyCausal value = write(VectorClock.of(ALICE, 1), "seen");
        SingleKeyCausal deleted = SingleKeyCausal.deleted(value.clock().next(BOB));
        assertThat(value.merge(deleted).values()).isEmpty();
        SingleKeyCausal unseen = write(VectorClock.of(ALICE, 2), "unseen");
        assertThat(texts(value.merge(deleted).merge(unseen).values())).containsExactly("unseen");
    }

    @Test
    void blindWritersMayBeMany() {
        List<SingleKeyCausal> blind = LongStream.rangeClosed(1, 3_000)
                .mapToObj(writer -> write(VectorClock.of(writer, 1), "x"))
                .toList();
        SingleKeyCausal all = (SingleKeyCausal) Lattice.join(blind);
        assertThat(all.versions()).hasSize(3_000);
        assertThat(LatticeCodec.decode(LatticeCodec.encode(all))).isEqualTo(all);

        // Some of them write again, each having seen itself.
        List<SingleKeyCausal> again = LongStream.rangeClosed(1, 300)
                .mapToObj(writer -> write(VectorClock.of(writer, 2), "y"))
                .toList();
        SingleKeyCausal newer = (SingleKeyCausal) Lattice.join(again);
        assertThat(all.merge(newer).versions()).hasSize(3_000);
        assertThat(all.merge(newer))
                .isEqualTo(newer.merge(all))
                .isEqualTo(again.stream().reduce(all, SingleKeyCausal::merge));
        assertThat(all.merge(write(all.clock().next(ALICE), "resolved")).versions())
                .hasSize(1);
    }

    @Test
    void whatWouldTakeTooLongToCheckIsRefused() {
        int many = 2_500;
        List<SingleKeyCausal> crossing = LongStream.rangeClosed(1, many)
                .mapToObj(i -> write(VectorClock.of(ALICE, i).merge(VectorClock.of(BOB, many - i)), "x"))
                .toList();

        assertThat(LatticeLaws.decodeOrNull(LatticeCodec.encode(Lattice.join(crossing))))
                .isNull();
    }

    /** With an index and without one the same siblings stay. */
    @Property(tries = 20)
    void manySiblingsMergeAsFewDo(@ForAll Random random) {
        List<SingleKeyCausal> deltas = Stream.generate(() -> {
                    VectorClock clock = VectorClock.empty();
                    for (int i = random.nextInt(4); i >= 0; i--) {
                        clock = clock.merge(VectorClock.of(random.nextInt(60), 1 + random.nextInt(4)));
                    }
                    return write(clock, "x");
                })
                .limit(600)
                .toList();

        SingleKeyCausal oneByOne =
                deltas.stream().reduce(SingleKeyCausal::merge).orElseThrow();

        assertThat(oneByOne.versions()).hasSizeGreaterThan(64);
        assertThat(Lattice.join(deltas)).isEqualTo(oneByOne);
        for (CausalVersion version : oneByOne.versions()) {
            assertThat(oneByOne.versions())
                    .noneMatch(other -> version != other && version.clock().isWithin(other.clock()));
        }
        assertThat(LatticeCodec.decode(LatticeCodec.encode(oneByOne))).isEqualTo(oneByOne);
    }
}
