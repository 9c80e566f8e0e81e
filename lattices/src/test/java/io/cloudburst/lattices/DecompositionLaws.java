package io.cloudburst.lattices;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What {@link Decomposition} promises, of a type whose values can be taken apart. */
abstract class DecompositionLaws<L extends Lattice<L>> extends LatticeLaws<L> {
    /** What the deltas are about: elements of a set, or names of fields in UTF-8. */
    abstract List<byte[]> elements();

    /** What a reader of an element sees of it in a value, which may know more or less of what was removed. */
    abstract Object seen(L value, byte[] element);

    /** Whether an element's parts show what the whole does, as they do where no dot is used twice. */
    boolean elementsAreExact() {
        return true;
    }

    @Provide
    Arbitrary<List<L>> values() {
        return value().list().ofMinSize(1).ofMaxSize(8);
    }

    @Property
    void partsJoinedAreTheValue(@ForAll("value") L a, @ForAll Random random) {
        List<Lattice<?>> parts = new ArrayList<>();
        Decomposition.parts(a).forEach(part -> parts.add(part.value()));
        Collections.shuffle(parts, random);
        assertThat(LatticeCodec.encode(Lattice.join(parts))).isEqualTo(LatticeCodec.encode(a));
        assertThat(LatticeCodec.encode(Decomposition.join(parts))).isEqualTo(LatticeCodec.encode(a));
    }

    @Property
    void theFasterJoinIsTheJoin(@ForAll("values") List<L> values) {
        assertThat(LatticeCodec.encode(Decomposition.join(values)))
                .isEqualTo(LatticeCodec.encode(Lattice.join(values)));
    }

    @Property
    void partsAreOfTheTypeAndNoNameIsANotes(@ForAll("value") L a) {
        assertThat(Decomposition.parts(a)).isNotEmpty().allSatisfy(part -> {
            assertThat(part.value().type()).isSameAs(a.type());
            assertThat(Decomposition.isNote(part.name())).isFalse();
        });
        assertThat(Decomposition.notes(a)).allMatch(note -> Decomposition.isNote(note.name()));
    }

    @Property
    void aPartIsItsOwnOnlyPart(@ForAll("value") L a) {
        for (Part part : Decomposition.parts(a)) {
            assertThat(Decomposition.parts(part.value())).allSatisfy(again -> {
                assertThat(again.name()).isEqualTo(part.name());
                assertThat(again.value()).isEqualTo(part.value());
            });
        }
    }

    @Property
    void joiningPartByPartAndSettlingIsJoiningTheWholes(@ForAll("values") List<L> values, @ForAll Random random) {
        KeptParts kept = new KeptParts();
        for (L value : values) {
            kept.join(value);
            if (random.nextBoolean()) {
                kept.settle(random);
            }
            if (random.nextInt(3) == 0) {
                kept.join(values.get(random.nextInt(values.size())));
            }
        }
        values.forEach(kept::join);
        assertThat(LatticeCodec.encode(kept.whole())).isEqualTo(LatticeCodec.encode(Lattice.join(values)));
        kept.settleAll();
        assertThat(LatticeCodec.encode(kept.whole())).isEqualTo(LatticeCodec.encode(Lattice.join(values)));
    }

    @Property
    void anElementsPartsShowWhatTheWholeDoes(@ForAll("values") List<L> values, @ForAll Random random) {
        KeptParts kept = new KeptParts();
        for (L value : values) {
            kept.join(value);
            kept.settle(random);
        }
        L whole = joined(values);
        for (byte[] element : elements()) {
            L read = cast(kept.element(whole.type(), element));
            assertThat(whole.merge(read)).isEqualTo(whole);
            if (elementsAreExact()) {
                assertThat(seen(read, element)).isEqualTo(seen(whole, element));
            }
        }
    }

    @Property
    void anElementOfAValueIsWhatTheValueShowsOfIt(@ForAll("value") L a, @ForAll("value") L own) {
        for (byte[] element : elements()) {
            L alone = cast(Decomposition.element(a, element));
            assertThat(seen(alone, element)).isEqualTo(seen(a, element));
            assertThat(a.merge(alone)).isEqualTo(a);
            if (elementsAreExact()) {
                L mine = cast(Decomposition.elementWithRemovals(own, element));
                assertThat(seen(a.merge(mine), element)).isEqualTo(seen(a.merge(own), element));
            }
        }
    }

    @SuppressWarnings("unchecked")
    private L cast(Lattice<?> value) {
        return (L) value;
    }

    private L joined(List<L> values) {
        return cast(Lattice.join(values));
    }
}
