package io.cloudburst.lattices;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Few, and therefore often equal, building blocks of values under test; and strings for bytes, to be read in examples. */
final class Samples {
    private Samples() {}

    /** Prefixes of each other, empty, and bytes that are negative as Java sees them. */
    static Arbitrary<byte[]> bytes() {
        return Arbitraries.of("", "a", "ab", "b", "\u007f", "\u00ff", "a\u00ff")
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static Arbitrary<Long> writers() {
        return Arbitraries.of(-7L, 1L, 2L);
    }

    static Arbitrary<Dot> dots() {
        return Combinators.combine(writers(), Arbitraries.longs().between(1, 4)).as(Dot::new);
    }

    static Arbitrary<VectorClock> clocks() {
        return Combinators.combine(writers(), Arbitraries.longs().between(0, 2))
                .as(VectorClock::of)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(clocks -> clocks.stream().reduce(VectorClock.empty(), VectorClock::merge));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static List<byte[]> utf8(String... texts) {
        return Arrays.stream(texts).map(Samples::utf8).toList();
    }

    static List<String> texts(Iterable<byte[]> bytes) {
        return StreamSupport.stream(bytes.spliterator(), false)
                .map(element -> new String(element, StandardCharsets.UTF_8))
                .toList();
    }

    static Arbitrary<String> names() {
        return Arbitraries.of("", "a", "a\u0001", "b", "\u00e9");
    }

    /** What is to be seen of a field: its values, whatever their types. */
    static List<Lattice<?>> shown(OrMap map, byte[] name) {
        List<Lattice<?>> values = new ArrayList<>();
        map.forEach((field, value) -> {
            if (field.equals(new String(name, StandardCharsets.UTF_8))) {
                values.add(value);
            }
        });
        return values;
    }

    /** Lattices of several types that are not maps. */
    static List<Arbitrary<? extends Lattice<?>>> plainLattices() {
        return List.of(
                Arbitraries.longs().between(1, 3).map(Max::of),
                bytes().map(GrowOnlySet::of),
                Combinators.combine(writers(), Arbitraries.longs().between(1, 3))
                        .as(GrowOnlyCounter::of),
                Combinators.combine(Arbitraries.longs().between(1, 2), writers(), bytes())
                        .as(LastWriterWins::of),
                Combinators.combine(clocks(), bytes()).as((clock, value) -> SingleKeyCausal.of(clock, value)),
                dots().map(dot -> OrSet.add(dot, utf8("e" + dot.counter() % 2))));
    }

    /** Integers about those that a double cannot tell apart, and about the ends. */
    static Arbitrary<Long> integers() {
        return Arbitraries.of(Long.MIN_VALUE, -1L, 0L, 1L, 1L << 53, (1L << 53) + 1, Long.MAX_VALUE);
    }

    static Arbitrary<Double> fractions() {
        return Arbitraries.of(
                Double.NEGATIVE_INFINITY, -1.0, -0.0, 0.0, Double.MIN_VALUE, 0x1p53, 0x1p63, Double.POSITIVE_INFINITY);
    }
}
