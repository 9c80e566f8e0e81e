package io.cloudburst.lattices;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Keys that can be put and removed: what observed-remove sets and maps are made of. A put is named by a {@link Dot}; a removal
 * takes away the puts that its writer had observed, so a put that it did not know of stays. Immutable.
 *
 * <p>Two things keep it small. What has been seen is kept as intervals of dots ({@link DotContext}), so that a removed key leaves
 * nothing behind: a put of it that comes again is known by its dot. And a key has one contribution a writer
 * ({@link Contributions}): a put replaces the same writer's earlier one, and a removal removes the writer's earlier ones with it.
 * Where a removal overtakes such a put on its way, it is itself kept until all the writer's dots up to it have come.
 *
 * @see <a href="https://doi.org/10.1016/j.jpdc.2017.08.003">Almeida, Shoker, Baquero, Delta State Replicated Data Types (2018)</a>
 * @see <a href="https://arxiv.org/abs/1210.3368">Bieniusa et al., An Optimized Conflict-free Replicated Set (2012)</a>
 */
final class DotStore {
    static final DotStore EMPTY = of(ByteMap.empty(), DotContext.EMPTY);

    private final ByteMap<Contributions> keys;
    // The dots of all puts that were merged into this, whatever became of them; removals add none.
    private final DotContext seen;
    // How many keys are put, and how many contributions are removals.
    private final int present;
    private final int removals;

    private DotStore(ByteMap<Contributions> keys, DotContext seen, int present, int removals) {
        this.keys = keys;
        this.seen = seen;
        this.present = present;
        this.removals = removals;
    }

    static DotStore of(ByteMap<Contributions> keys, DotContext seen) {
        int present = 0;
        int removals = 0;
        for (int i = 0; i < keys.size(); i++) {
            present += Contributions.present(keys.value(i));
            removals += Contributions.removals(keys.value(i));
        }
        return new DotStore(keys, seen, present, removals);
    }

    /** The delta of a put, with a value or null. */
    static DotStore put(Dot dot, byte[] key, Lattice<?> value) {
        return of(ByteMap.of(key, Contributions.put(dot, value)), DotContext.of(dot));
    }

    /** The delta that removes the puts of that key which are seen here. */
    DotStore remove(byte[] key) {
        Contributions here = keys.get(key);
        Contributions removal = here == null ? null : here.removal();
        return removal == null ? EMPTY : of(ByteMap.of(key, removal), DotContext.EMPTY);
    }

    /** The delta that removes all puts which are seen here. */
    DotStore clear() {
        List<byte[]> removed = new ArrayList<>();
        List<Contributions> contributions = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            Contributions removal = keys.value(i).removal();
            if (removal != null) {
                removed.add(keys.keys().get(i));
                contributions.add(removal);
            }
        }
        return of(ByteMap.of(SortedBytes.of(removed), contributions.toArray(new Contributions[0])), DotContext.EMPTY);
    }

    ByteMap<Contributions> keys() {
        return keys;
    }

    DotContext seen() {
        return seen;
    }

    boolean hasRemovals() {
        return removals > 0;
    }

    /** How many keys are there. */
    int size() {
        return present;
    }

    boolean contains(byte[] key) {
        Contributions here = keys.get(key);
        return Contributions.present(here) > 0;
    }

    /** The values put under the key, merged; null if it is not there. */
    Lattice<?> value(byte[] key) {
        Contributions here = keys.get(key);
        return here == null ? null : here.mergedValue();
    }

    /** The dots that put the key; empty if it is not there. */
    List<Dot> dots(byte[] key) {
        Contributions here = keys.get(key);
        return here == null ? Collections.emptyList() : here.dots();
    }

    /** The values put under the key, by their dots; empty if it is not there. */
    Map<Dot, Lattice<?>> puts(byte[] key) {
        Contributions here = keys.get(key);
        return here == null ? Collections.emptyMap() : here.puts();
    }

    /** The dot of the writer's next put, if all its puts are seen here. */
    Dot nextDot(long writer) {
        return new Dot(writer, seen.last(writer) + 1);
    }

    /** Copies of the keys that are there, ascending. */
    List<byte[]> presentKeys() {
        List<byte[]> there = new ArrayList<>(present);
        for (int i = 0; i < keys.size(); i++) {
            if (Contributions.present(keys.value(i)) > 0) {
                there.add(keys.keys().get(i));
            }
        }
        return there;
    }

    DotStore merge(DotStore other) {
        return new Join(this, other).run();
    }

    /** One merge. It counts as it goes, so that keys that are not touched need not be looked at. */
    private static final class Join {
        private final DotStore mine;
        private final DotStore theirs;
        private final DotContext seen;
        private int present;
        private int removals;

        Join(DotStore mine, DotStore theirs) {
            this.mine = mine;
            this.theirs = theirs;
            seen = mine.seen.merge(theirs.seen);
            present = mine.present + theirs.present;
            removals = mine.removals + theirs.removals;
        }

        DotStore run() {
            // Where neither side has seen a put of the other's, keys on one side alone stay as they are, unless
            // removals of theirs
            // are not needed any more. So it is with fresh deltas.
            boolean apart = !mine.seen.intersects(theirs.seen);
            UnaryOperator<Contributions> onlyMine = apart && mine.removals == 0 ? null : here -> join(here, null);
            UnaryOperator<Contributions> onlyTheirs = apart && theirs.removals == 0 ? null : there -> join(null, there);
            ByteMap<Contributions> keys = mine.keys.merge(theirs.keys, this::join, onlyMine, onlyTheirs);
            if (keys == mine.keys && seen == mine.seen) {
                return mine;
            }
            return keys == theirs.keys && seen == theirs.seen ? theirs : new DotStore(keys, seen, present, removals);
        }

        private Contributions join(Contributions here, Contributions there) {
            Contributions joined = Contributions.merge(here, mine.seen, there, theirs.seen, seen);
            present += Contributions.present(joined) - Contributions.present(here) - Contributions.present(there);
            removals += Contributions.removals(joined) - Contributions.removals(here) - Contributions.removals(there);
            return joined;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DotStore that && seen.equals(that.seen) && keys.equals(that.keys);
    }

    @Override
    public int hashCode() {
        return 31 * keys.hashCode() + seen.hashCode();
    }

    @Override
    public String toString() {
        return "[" + present + " keys, " + removals + " pending removals, seen " + seen + "]";
    }

    /**
     * The writers, ascending, which are then named by their place; what has been seen of each; the keys; and of each key the
     * contributions: writer, mark, value.
     */
    void encode(Encoder out) {
        long[] writers = allWriters();
        out.writeAscending(writers);
        seen.encode(out, writers);
        keys.keys().encode(out);
        for (int i = 0; i < keys.size(); i++) {
            Contributions contributions = keys.value(i);
            out.writeVarint(contributions.size());
            for (int j = 0; j < contributions.size(); j++) {
                out.writeVarint(Arrays.binarySearch(writers, contributions.writer(j)));
                out.writeVarint(contributions.mark(j));
                if (contributions.value(j) != null) {
                    out.writeBody(contributions.value(j));
                }
            }
        }
    }

    private long[] allWriters() {
        if (removals == 0) {
            return seen.writers();
        }
        long[] all = Arrays.copyOf(seen.writers(), seen.writers().length + removals);
        int size = seen.writers().length;
        for (int i = 0; i < keys.size(); i++) {
            Contributions contributions = keys.value(i);
            for (int j = 0; j < contributions.size(); j++) {
                if (!Contributions.isPut(contributions.mark(j))) {
                    all[size++] = contributions.writer(j);
                }
            }
        }
        return Arrays.stream(all).sorted().distinct().toArray();
    }

    /** Reads a store whose keys have values, or whose keys have none. */
    static DotStore decode(Decoder in, boolean valued) {
        long[] writers = in.readAscending(2, "writers");
        int position = in.position();
        DotContext seen = DotContext.decode(in, writers);
        boolean[] known = new boolean[writers.length];
        for (int i = 0; i < writers.length; i++) {
            known[i] = seen.last(writers[i]) > 0;
        }
        SortedBytes keys = SortedBytes.decode(in, "keys");
        LatticeType[] valueTypes = valued ? Field.types(in, keys) : null;
        Contributions[] contributions = new Contributions[keys.size()];
        for (int i = 0; i < contributions.length; i++) {
            contributions[i] = decodeContributions(in, writers, known, seen, valueTypes == null ? null : valueTypes[i]);
        }
        for (int i = 0; i < writers.length; i++) {
            if (!known[i]) {
                throw in.malformed("writer " + writers[i] + " has done nothing, in the list that ends", position);
            }
        }
        return of(ByteMap.of(keys, contributions), seen);
    }

    private static Contributions decodeContributions(
            Decoder in, long[] table, boolean[] known, DotContext seen, LatticeType valueType) {
        int start = in.position();
        int size = in.readCount(2, "contributions");
        if (size == 0) {
            throw in.malformed("a key without contributions", start);
        }
        long[] writers = new long[size];
        long[] marks = new long[size];
        Lattice<?>[] values = valueType == null ? null : new Lattice<?>[size];
        for (int i = 0; i < size; i++) {
            int position = in.position();
            int place = (int) in.readVarint(table.length - 1, "a writer's place");
            writers[i] = table[place];
            if (i > 0 && writers[i] <= writers[i - 1]) {
                throw in.malformed("contributions not in ascending order of writers", position);
            }
            marks[i] = in.readVarint(2 * Dot.MAX_COUNTER + 1, "a mark");
            long counter = Contributions.counter(marks[i]);
            if (counter == 0) {
                throw in.malformed("a contribution with the counter 0", position);
            }
            if (!Contributions.isPut(marks[i])) {
                if (counter <= seen.prefix(writers[i])) {
                    throw in.malformed("a removal that is not needed any more", position);
                }
                known[place] = true;
            } else if (!seen.contains(writers[i], counter)) {
                throw in.malformed("a put that has not been seen", position);
            } else if (valueType != null) {
                values[i] = in.readBody(valueType);
            }
        }
        return new Contributions(writers, marks, values);
    }
}
