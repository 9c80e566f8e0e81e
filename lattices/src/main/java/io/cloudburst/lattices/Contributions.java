package io.cloudburst.lattices;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/**
 * What each writer has done last to one key of a {@link DotStore}: put it, or had it removed by someone. Immutable; never empty.
 *
 * <p>The states that a writer's contribution goes through are in a line: put by its first dot, that removed, put by its second,
 * and so on. They are counted by its <em>mark</em>, twice the dot's counter, and one more where it is removed. Merging takes the
 * greater mark, so a key has one contribution a writer, however often it was put.
 */
final class Contributions {
    private static final long[] NO_WRITERS = {};

    // Ascending.
    private final long[] writers;
    // The mark of each writer's contribution.
    private final long[] marks;
    // The value of each contribution, null where removed; null altogether where keys have no values.
    private final Lattice<?>[] values;

    Contributions(long[] writers, long[] marks, Lattice<?>[] values) {
        this.writers = writers;
        this.marks = marks;
        this.values = values;
    }

    /** A key put with a value, or without one where that is null. */
    static Contributions put(Dot dot, Lattice<?> value) {
        Lattice<?>[] values = value == null ? null : new Lattice<?>[] {value};
        return new Contributions(new long[] {dot.writer()}, new long[] {2 * dot.counter()}, values);
    }

    /** The removal of all that is put here; null if nothing is. */
    Contributions removal() {
        long[] removedWriters = new long[writers.length];
        long[] removedMarks = new long[writers.length];
        int size = 0;
        for (int i = 0; i < marks.length; i++) {
            if (isPut(marks[i])) {
                removedWriters[size] = writers[i];
                removedMarks[size++] = marks[i] + 1;
            }
        }
        if (size == 0) {
            return null;
        }
        Lattice<?>[] none = values == null ? null : new Lattice<?>[size];
        return new Contributions(Arrays.copyOf(removedWriters, size), Arrays.copyOf(removedMarks, size), none);
    }

    int size() {
        return marks.length;
    }

    long writer(int index) {
        return writers[index];
    }

    long mark(int index) {
        return marks[index];
    }

    /** The value of a contribution; null where it is removed or keys have no values. */
    Lattice<?> value(int index) {
        return values == null ? null : values[index];
    }

    static boolean isPut(long mark) {
        return (mark & 1) == 0;
    }

    static long counter(long mark) {
        return mark >>> 1;
    }

    /** 1 if a key with these contributions is there, 0 if not or if there are none (null). */
    static int present(Contributions contributions) {
        return contributions != null && removals(contributions) < contributions.size() ? 1 : 0;
    }

    /** How many of the contributions are removals; none if there are none (null). */
    static int removals(Contributions contributions) {
        int removals = 0;
        for (int i = 0; contributions != null && i < contributions.size(); i++) {
            removals += isPut(contributions.marks[i]) ? 0 : 1;
        }
        return removals;
    }

    /** The dots that put the key. */
    List<Dot> dots() {
        List<Dot> dots = new ArrayList<>(marks.length);
        for (int i = 0; i < marks.length; i++) {
            if (isPut(marks[i])) {
                dots.add(new Dot(writers[i], counter(marks[i])));
            }
        }
        return dots;
    }

    /** The values put, by their dots. */
    Map<Dot, Lattice<?>> puts() {
        Map<Dot, Lattice<?>> puts = new LinkedHashMap<>();
        for (int i = 0; i < marks.length; i++) {
            if (isPut(marks[i])) {
                puts.put(new Dot(writers[i], counter(marks[i])), values[i]);
            }
        }
        return puts;
    }

    /** The dots that put the key, as a context. */
    DotContext putDots() {
        long[] putWriters = new long[writers.length];
        long[] counters = new long[writers.length];
        int size = 0;
        for (int i = 0; i < marks.length; i++) {
            if (isPut(marks[i])) {
                putWriters[size] = writers[i];
                counters[size++] = counter(marks[i]);
            }
        }
        long[] dots = Arrays.copyOf(counters, size);
        return DotContext.ofSorted(Arrays.copyOf(putWriters, size), dots, dots);
    }

    /** Without the removals that {@link #merge} would leave out; null if nothing is left. */
    Contributions settled(LongUnaryOperator prefixOf) {
        if (removals(this) == 0) {
            return this;
        }
        long[] keptWriters = new long[writers.length];
        long[] keptMarks = new long[writers.length];
        Lattice<?>[] kept = new Lattice<?>[writers.length];
        int size = 0;
        for (int i = 0; i < marks.length; i++) {
            if (isPut(marks[i]) || counter(marks[i]) > prefixOf.applyAsLong(writers[i])) {
                keptWriters[size] = writers[i];
                keptMarks[size] = marks[i];
                kept[size++] = value(i);
            }
        }
        if (size == 0) {
            return null;
        }
        return new Contributions(
                Arrays.copyOf(keptWriters, size),
                Arrays.copyOf(keptMarks, size),
                values == null ? null : Arrays.copyOf(kept, size));
    }

    /** All values put, merged; null if there is none. */
    Lattice<?> mergedValue() {
        Lattice<?> merged = null;
        for (Lattice<?> value : values) {
            if (value != null) {
                merged = merged == null ? value : Lattice.join(merged, value);
            }
        }
        return merged;
    }

    /**
     * Both sides' contributions to a key, given what each side has seen: a put that the other side has seen, and no longer has, is
     * removed. A removal is left out once {@code merged} knows all the writer's dots up to it, as then none of these can come
     * again. Null if nothing is left; {@code mine} itself if nothing has changed.
     *
     * @param mine null where this side has none
     * @param theirs null where the other side has none
     */
    static Contributions merge(
            Contributions mine, DotContext mineSeen, Contributions theirs, DotContext theirsSeen, DotContext merged) {
        if (theirs == null && mine.isSettled(theirsSeen, merged)) {
            return mine;
        }
        if (mine == null && theirs.isSettled(mineSeen, merged)) {
            return theirs;
        }
        if (mine != null && theirs != null && mine.sameAs(theirs) && mine.isSettled(DotContext.EMPTY, merged)) {
            return mine;
        }
        Builder builder = new Builder((mine == null ? 0 : mine.size()) + (theirs == null ? 0 : theirs.size()), merged);
        Pairing pairing =
                new Pairing(mine == null ? NO_WRITERS : mine.writers, theirs == null ? NO_WRITERS : theirs.writers);
        while (pairing.advance()) {
            long writer = pairing.number();
            int i = pairing.left();
            int j = pairing.right();
            long ours = i < 0 ? 0 : mine.marks[i];
            long others = j < 0 ? 0 : theirs.marks[j];
            if (ours == others) {
                builder.add(writer, ours, mergeValues(mine.value(i), theirs.value(j)));
            } else {
                long oursNow = settle(writer, ours, theirsSeen);
                long othersNow = settle(writer, others, mineSeen);
                long mark = Math.max(oursNow, othersNow);
                Lattice<?> value = oursNow > othersNow ? mine.value(i) : theirs.value(j);
                builder.add(writer, mark, isPut(mark) ? value : null);
            }
        }
        return builder.build(mine, theirs);
    }

    /** The mark of what remains of a contribution before someone who has seen other writes and does not have it. */
    private static long settle(long writer, long mark, DotContext seen) {
        return isPut(mark) && mark != 0 && seen.contains(writer, counter(mark)) ? mark + 1 : mark;
    }

    /** Whether all of this stays as it is before someone who has seen other writes and has nothing of the key. */
    private boolean isSettled(DotContext theirsSeen, DotContext merged) {
        for (int i = 0; i < marks.length; i++) {
            boolean settled = isPut(marks[i])
                    ? !theirsSeen.contains(writers[i], counter(marks[i]))
                    : counter(marks[i]) > merged.prefix(writers[i]);
            if (!settled) {
                return false;
            }
        }
        return true;
    }

    private static Lattice<?> mergeValues(Lattice<?> mine, Lattice<?> theirs) {
        return mine == null ? theirs : theirs == null ? mine : Lattice.join(mine, theirs);
    }

    /** Equal, and with the very same values. */
    private boolean sameAs(Contributions other) {
        if (!Arrays.equals(writers, other.writers) || !Arrays.equals(marks, other.marks)) {
            return false;
        }
        for (int i = 0; i < marks.length; i++) {
            if (value(i) != other.value(i)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Contributions that
                && Arrays.equals(writers, that.writers)
                && Arrays.equals(marks, that.marks)
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(writers) + Arrays.hashCode(marks)) + Arrays.hashCode(values);
    }

    private static final class Builder {
        private final long[] writers;
        private final long[] marks;
        private final Lattice<?>[] values;
        private final DotContext seen;
        private int size;

        Builder(int maxSize, DotContext seen) {
            writers = new long[maxSize];
            marks = new long[maxSize];
            values = new Lattice<?>[maxSize];
            this.seen = seen;
        }

        void add(long writer, long mark, Lattice<?> value) {
            if (isPut(mark) || counter(mark) > seen.prefix(writer)) {
                writers[size] = writer;
                marks[size] = mark;
                values[size++] = value;
            }
        }

        Contributions build(Contributions mine, Contributions theirs) {
            if (size == 0) {
                return null;
            }
            boolean valued = (mine == null ? theirs : mine).values != null;
            Contributions built = new Contributions(
                    Arrays.copyOf(writers, size),
                    Arrays.copyOf(marks, size),
                    valued ? Arrays.copyOf(values, size) : null);
            if (mine != null && built.sameAs(mine)) {
                return mine;
            }
            return theirs != null && built.sameAs(theirs) ? theirs : built;
        }
    }
}
