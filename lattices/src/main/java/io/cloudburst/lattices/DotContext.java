package io.cloudburst.lattices;

import java.util.Arrays;

/**
 * Which writes have been seen: for each writer the intervals of its counters. A writer without gaps has one interval whatever it has
 * written, so a context grows with writers and gaps, not with writes; the version vector and the dot cloud of the literature are its
 * first intervals and the others. Immutable.
 *
 * @see <a href="https://doi.org/10.1016/j.jpdc.2017.08.003">Almeida, Shoker, Baquero, Delta State Replicated Data Types (2018), §7.2</a>
 */
final class DotContext {
    static final DotContext EMPTY = new DotContext(new long[0], new long[0][]);

    // Ascending.
    private final long[] writers;
    // For each writer first, last, first, last, ...: ascending, not empty, and never adjacent, so equal contexts are
    // equal arrays.
    private final long[][] intervals;

    private DotContext(long[] writers, long[][] intervals) {
        this.writers = writers;
        this.intervals = intervals;
    }

    static DotContext of(Dot dot) {
        return new DotContext(new long[] {dot.writer()}, new long[][] {{dot.counter(), dot.counter()}});
    }

    /** One writer's intervals, as they are kept here; the array is not copied. */
    static DotContext of(long writer, long[] intervals) {
        return new DotContext(new long[] {writer}, new long[][] {intervals});
    }

    /** The dots from {@code firsts[i]} to {@code lasts[i]} of {@code writers[i]}, ascending by writer and then by counter. */
    static DotContext ofSorted(long[] writers, long[] firsts, long[] lasts) {
        long[] distinct = new long[writers.length];
        long[][] all = new long[writers.length][];
        int size = 0;
        for (int from = 0; from < writers.length; ) {
            int to = from;
            while (to < writers.length && writers[to] == writers[from]) {
                to++;
            }
            distinct[size] = writers[from];
            all[size++] = intervals(firsts, lasts, from, to);
            from = to;
        }
        return new DotContext(Arrays.copyOf(distinct, size), Arrays.copyOf(all, size));
    }

    private static long[] intervals(long[] firsts, long[] lasts, int from, int to) {
        long[] intervals = new long[2 * (to - from)];
        int size = 0;
        for (int i = from; i < to; i++) {
            if (size > 0 && firsts[i] <= intervals[size - 1] + 1) {
                intervals[size - 1] = Math.max(intervals[size - 1], lasts[i]);
            } else {
                intervals[size++] = firsts[i];
                intervals[size++] = lasts[i];
            }
        }
        return Arrays.copyOf(intervals, size);
    }

    /** Takes an interval of a writer's counters. */
    @FunctionalInterface
    interface IntervalConsumer {
        void accept(long writer, long first, long last);
    }

    /** Hands over the intervals, ascending by writer and by counter. */
    void forEach(IntervalConsumer each) {
        for (int i = 0; i < writers.length; i++) {
            for (int j = 0; j < intervals[i].length; j += 2) {
                each.accept(writers[i], intervals[i][j], intervals[i][j + 1]);
            }
        }
    }

    boolean isEmpty() {
        return writers.length == 0;
    }

    /** The array itself, ascending, not to be changed. */
    long[] writers() {
        return writers;
    }

    boolean contains(long writer, long counter) {
        long[] seen = intervalsOf(writer);
        return seen != null && contains(seen, counter);
    }

    /** The greatest counter up to which all of the writer's have been seen; 0 if its first has not. */
    long prefix(long writer) {
        long[] seen = intervalsOf(writer);
        return seen == null || seen[0] != 1 ? 0 : seen[1];
    }

    /** The greatest counter of the writer that has been seen; 0 if none. */
    long last(long writer) {
        long[] seen = intervalsOf(writer);
        return seen == null ? 0 : seen[seen.length - 1];
    }

    /** First, last, first, last, ...: the array itself, not to be changed; null if nothing has been seen of the writer. */
    long[] intervalsOf(long writer) {
        int index = Arrays.binarySearch(writers, writer);
        return index < 0 ? null : intervals[index];
    }

    private static boolean contains(long[] seen, long counter) {
        int bound = Arrays.binarySearch(seen, counter);
        // Either a bound itself, or between the bounds of an interval: behind a first and before a last.
        return bound >= 0 || (-1 - bound) % 2 == 1;
    }

    /** Whether some write has been seen by both. */
    boolean intersects(DotContext other) {
        Pairing pairing = new Pairing(writers, other.writers);
        while (pairing.advance()) {
            boolean common = pairing.left() >= 0 && pairing.right() >= 0;
            if (common && intersect(intervals[pairing.left()], other.intervals[pairing.right()])) {
                return true;
            }
        }
        return false;
    }

    private static boolean intersect(long[] a, long[] b) {
        int i = 0;
        int j = 0;
        while (i < a.length && j < b.length) {
            if (a[i + 1] < b[j]) {
                i += 2;
            } else if (b[j + 1] < a[i]) {
                j += 2;
            } else {
                return true;
            }
        }
        return false;
    }

    /** What this has seen and the other has not; {@code this} itself where that is all. */
    DotContext minus(DotContext other) {
        if (!intersects(other)) {
            return this;
        }
        long[] leftWriters = new long[writers.length];
        long[][] left = new long[writers.length][];
        int size = 0;
        for (int i = 0; i < writers.length; i++) {
            long[] theirs = other.intervalsOf(writers[i]);
            long[] rest = theirs == null ? intervals[i] : difference(intervals[i], theirs);
            if (rest.length > 0) {
                leftWriters[size] = writers[i];
                left[size++] = rest;
            }
        }
        return new DotContext(Arrays.copyOf(leftWriters, size), Arrays.copyOf(left, size));
    }

    private static long[] difference(long[] a, long[] b) {
        long[] difference = new long[a.length + b.length];
        int size = 0;
        int j = 0;
        for (int i = 0; i < a.length; i += 2) {
            long first = a[i];
            while (j < b.length && b[j + 1] < first) {
                j += 2;
            }
            // The last interval here may reach into the next one there.
            for (int k = j; k < b.length && b[k] <= a[i + 1]; k += 2) {
                if (b[k] > first) {
                    difference[size++] = first;
                    difference[size++] = b[k] - 1;
                }
                first = b[k + 1] + 1;
            }
            if (first <= a[i + 1]) {
                difference[size++] = first;
                difference[size++] = a[i + 1];
            }
        }
        return Arrays.copyOf(difference, size);
    }

    /** What either has seen; {@code this} or {@code other} itself where that is all. */
    DotContext merge(DotContext other) {
        long[] mergedWriters = new long[writers.length + other.writers.length];
        long[][] merged = new long[mergedWriters.length][];
        boolean mineIsAll = true;
        boolean theirsIsAll = true;
        int size = 0;
        Pairing pairing = new Pairing(writers, other.writers);
        while (pairing.advance()) {
            long[] mine = pairing.left() < 0 ? null : intervals[pairing.left()];
            long[] theirs = pairing.right() < 0 ? null : other.intervals[pairing.right()];
            long[] both = mine == null ? theirs : theirs == null ? mine : union(mine, theirs);
            mineIsAll &= both == mine;
            theirsIsAll &= both == theirs || Arrays.equals(both, theirs);
            mergedWriters[size] = pairing.number();
            merged[size++] = both;
        }
        if (mineIsAll) {
            return this;
        }
        return theirsIsAll ? other : new DotContext(Arrays.copyOf(mergedWriters, size), Arrays.copyOf(merged, size));
    }

    /** The union of the intervals; {@code a} itself where that is all. */
    private static long[] union(long[] a, long[] b) {
        long[] union = new long[a.length + b.length];
        int size = 0;
        int i = 0;
        int j = 0;
        while (i < a.length || j < b.length) {
            boolean fromA = j == b.length || i < a.length && a[i] <= b[j];
            long first = fromA ? a[i] : b[j];
            long last = fromA ? a[i + 1] : b[j + 1];
            i += fromA ? 2 : 0;
            j += fromA ? 0 : 2;
            if (size > 0 && first <= union[size - 1] + 1) {
                union[size - 1] = Math.max(union[size - 1], last);
            } else {
                union[size++] = first;
                union[size++] = last;
            }
        }
        return Arrays.equals(union, 0, size, a, 0, a.length) ? a : Arrays.copyOf(union, size);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DotContext that
                && Arrays.equals(writers, that.writers)
                && Arrays.deepEquals(intervals, that.intervals);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(writers) + Arrays.deepHashCode(intervals);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < writers.length; i++) {
            text.append(i == 0 ? "" : ", ").append(writers[i]).append(':');
            for (int j = 0; j < intervals[i].length; j += 2) {
                text.append(' ').append(intervals[i][j]).append('-').append(intervals[i][j + 1]);
            }
        }
        return text.append('}').toString();
    }

    /**
     * Writes the intervals of each of {@code table}, ascending, which holds all writers here and possibly more: their number, then
     * for each the distance from the end of the last and its length.
     */
    void encode(Encoder out, long[] table) {
        for (long writer : table) {
            long[] seen = intervalsOf(writer);
            if (seen == null) {
                out.writeVarint(0);
                continue;
            }
            out.writeVarint(seen.length / 2);
            long free = 1;
            for (int i = 0; i < seen.length; i += 2) {
                out.writeVarint(seen[i] - free);
                out.writeVarint(seen[i + 1] - seen[i]);
                // The counter behind an interval is not seen, else it would be in it.
                free = seen[i + 1] + 2;
            }
        }
    }

    static DotContext decode(Decoder in, long[] table) {
        long[] writers = new long[table.length];
        long[][] intervals = new long[table.length][];
        int size = 0;
        for (long writer : table) {
            long[] seen = new long[2 * in.readCount(2, "intervals")];
            long free = 1;
            for (int i = 0; i < seen.length; i += 2) {
                seen[i] = free + in.readVarint(Dot.MAX_COUNTER - free, "a counter's distance");
                seen[i + 1] = seen[i] + in.readVarint(Dot.MAX_COUNTER - seen[i], "an interval's length");
                free = seen[i + 1] + 2;
            }
            if (seen.length > 0) {
                writers[size] = writer;
                intervals[size++] = seen;
            }
        }
        return new DotContext(Arrays.copyOf(writers, size), Arrays.copyOf(intervals, size));
    }
}
