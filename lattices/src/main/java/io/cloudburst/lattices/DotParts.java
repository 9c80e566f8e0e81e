package io.cloudburst.lattices;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The parts of a {@link DotStore}: a key with its contributions and the dots that put it; and, in blocks of counters of a writer,
 * the dots that were seen and put nothing any more. So no dot is in two parts, and joining them makes one of them kill nothing of
 * another. Keys that share a dot, which no writer should let happen, stay together in the rest.
 */
final class DotParts {
    private static final int BLOCK_BITS = 10;

    private DotParts() {}

    static void split(DotStore store, BiConsumer<byte[], DotStore> each) {
        ByteMap<Contributions> keys = store.keys();
        if (keys.size() == 0 && store.seen().isEmpty()) {
            each.accept(PartName.REST, store);
            return;
        }
        if (keys.size() == 1 && keys.value(0).putDots().equals(store.seen())) {
            each.accept(PartName.element(keys.keys().get(0)), store);
            return;
        }
        List<Put> puts = puts(keys);
        boolean[] entangled = entangled(puts, keys.size());
        for (int i = 0; i < entangled.length; i++) {
            if (!entangled[i]) {
                byte[] key = keys.keys().get(i);
                Contributions here = keys.value(i);
                each.accept(PartName.element(key), DotStore.of(ByteMap.of(key, here), here.putDots()));
            }
        }
        DotStore rest = select(keys, entangled);
        if (rest != DotStore.EMPTY) {
            each.accept(PartName.REST, rest);
        }
        splitDead(store.seen().minus(context(puts)), each);
    }

    /** Their join, if they have neither a key nor a dot in common, and nothing is removed in them; empty otherwise. */
    static Optional<DotStore> concatenate(List<DotStore> stores) {
        List<Entry> entries = new ArrayList<>(stores.size());
        List<Interval> intervals = new ArrayList<>(stores.size());
        for (DotStore store : stores) {
            if (store.hasRemovals()) {
                return Optional.empty();
            }
            for (int i = 0; i < store.keys().size(); i++) {
                entries.add(new Entry(store.keys().keys().get(i), store.keys().value(i)));
            }
            store.seen().forEach((writer, first, last) -> intervals.add(new Interval(writer, first, last)));
        }
        entries.sort((a, b) -> Arrays.compareUnsigned(a.key(), b.key()));
        for (int i = 1; i < entries.size(); i++) {
            if (Arrays.equals(entries.get(i - 1).key(), entries.get(i).key())) {
                return Optional.empty();
            }
        }
        intervals.sort(Comparator.comparingLong(Interval::writer).thenComparingLong(Interval::first));
        for (int i = 1; i < intervals.size(); i++) {
            Interval before = intervals.get(i - 1);
            if (before.writer() == intervals.get(i).writer()
                    && before.last() >= intervals.get(i).first()) {
                return Optional.empty();
            }
        }
        DotContext seen = DotContext.ofSorted(
                intervals.stream().mapToLong(Interval::writer).toArray(),
                intervals.stream().mapToLong(Interval::first).toArray(),
                intervals.stream().mapToLong(Interval::last).toArray());
        SortedBytes keys = SortedBytes.of(entries.stream().map(Entry::key).toList());
        return Optional.of(DotStore.of(
                ByteMap.of(keys, entries.stream().map(Entry::contributions).toArray(Contributions[]::new)), seen));
    }

    private static List<Put> puts(ByteMap<Contributions> keys) {
        List<Put> puts = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            Contributions here = keys.value(i);
            for (int j = 0; j < here.size(); j++) {
                if (Contributions.isPut(here.mark(j))) {
                    puts.add(new Put(here.writer(j), Contributions.counter(here.mark(j)), i));
                }
            }
        }
        puts.sort(Comparator.comparingLong(Put::writer).thenComparingLong(Put::counter));
        return puts;
    }

    /** Which keys are put by a dot that puts another key as well. */
    private static boolean[] entangled(List<Put> sorted, int keys) {
        boolean[] entangled = new boolean[keys];
        for (int i = 1; i < sorted.size(); i++) {
            Put one = sorted.get(i - 1);
            Put next = sorted.get(i);
            if (one.writer() == next.writer() && one.counter() == next.counter()) {
                entangled[one.key()] = true;
                entangled[next.key()] = true;
            }
        }
        return entangled;
    }

    private static DotStore select(ByteMap<Contributions> keys, boolean[] selected) {
        List<byte[]> names = new ArrayList<>();
        List<Contributions> contributions = new ArrayList<>();
        DotContext seen = DotContext.EMPTY;
        for (int i = 0; i < selected.length; i++) {
            if (selected[i]) {
                names.add(keys.keys().get(i));
                contributions.add(keys.value(i));
                seen = seen.merge(keys.value(i).putDots());
            }
        }
        return names.isEmpty()
                ? DotStore.EMPTY
                : DotStore.of(ByteMap.of(SortedBytes.of(names), contributions.toArray(new Contributions[0])), seen);
    }

    private static DotContext context(List<Put> sorted) {
        long[] writers = sorted.stream().mapToLong(Put::writer).toArray();
        long[] counters = sorted.stream().mapToLong(Put::counter).toArray();
        return DotContext.ofSorted(writers, counters, counters);
    }

    private static void splitDead(DotContext dead, BiConsumer<byte[], DotStore> each) {
        for (long writer : dead.writers()) {
            splitDead(writer, dead.intervalsOf(writer), each);
        }
    }

    /** Cuts a writer's intervals at the bounds of blocks. */
    private static void splitDead(long writer, long[] intervals, BiConsumer<byte[], DotStore> each) {
        long[] whole = new long[intervals.length];
        int wholes = 0;
        // Of the block that the pieces so far are in.
        long[] pieces = new long[intervals.length + 2];
        int size = 0;
        for (int i = 0; i < intervals.length; i += 2) {
            long from = intervals[i];
            long last = intervals[i + 1];
            while (from <= last) {
                long block = block(from);
                if (size > 0 && block(pieces[0]) != block) {
                    each.accept(PartName.deadBlock(writer, block(pieces[0])), dead(writer, pieces, size));
                    size = 0;
                }
                if (from == first(block) && block < block(last + 1)) {
                    long end = first(block(last + 1)) - 1;
                    whole[wholes++] = from;
                    whole[wholes++] = end;
                    from = end + 1;
                } else {
                    long end = Math.min(last, first(block + 1) - 1);
                    pieces[size++] = from;
                    pieces[size++] = end;
                    from = end + 1;
                }
            }
        }
        if (size > 0) {
            each.accept(PartName.deadBlock(writer, block(pieces[0])), dead(writer, pieces, size));
        }
        if (wholes > 0) {
            each.accept(PartName.deadBlocks(writer), dead(writer, whole, wholes));
        }
    }

    private static DotStore dead(long writer, long[] intervals, int size) {
        return DotStore.of(ByteMap.empty(), DotContext.of(writer, Arrays.copyOf(intervals, size)));
    }

    private static long block(long counter) {
        return (counter - 1) >>> BLOCK_BITS;
    }

    private static long first(long block) {
        return (block << BLOCK_BITS) + 1;
    }

    /** See {@link Decomposition#notes}. */
    static void notes(DotStore store, BiConsumer<byte[], DotStore> each) {
        for (long writer : store.seen().writers()) {
            long[] intervals = store.seen().intervalsOf(writer);
            each.accept(PartName.note(writer), dead(writer, intervals, intervals.length));
        }
    }

    /** See {@link Decomposition#settle}. */
    static void settle(
            byte[] name, DotStore part, Function<byte[], DotStore> others, BiConsumer<byte[], DotStore> each) {
        if (PartName.isDeadBlock(name)) {
            splitDead(part.seen(), each);
        } else if (!PartName.isElement(name) || isInRest(part, others)) {
            each.accept(name, part);
        } else {
            settleElement(name, part, others, each);
        }
    }

    private static boolean isInRest(DotStore part, Function<byte[], DotStore> others) {
        DotStore rest = others.apply(PartName.REST);
        for (int i = 0; rest != null && i < part.keys().size(); i++) {
            if (rest.keys().get(part.keys().keys().get(i)) != null) {
                return true;
            }
        }
        return false;
    }

    private static void settleElement(
            byte[] name, DotStore part, Function<byte[], DotStore> others, BiConsumer<byte[], DotStore> each) {
        List<byte[]> names = new ArrayList<>(1);
        List<Contributions> contributions = new ArrayList<>(1);
        DotContext live = DotContext.EMPTY;
        for (int i = 0; i < part.keys().size(); i++) {
            Contributions settled = part.keys().value(i).settled(writer -> prefix(writer, others));
            if (settled != null) {
                names.add(part.keys().keys().get(i));
                contributions.add(settled);
                live = live.merge(settled.putDots());
            }
        }
        if (!names.isEmpty()) {
            each.accept(
                    name,
                    DotStore.of(ByteMap.of(SortedBytes.of(names), contributions.toArray(new Contributions[0])), live));
        }
        splitDead(part.seen().minus(live), each);
    }

    private static long prefix(long writer, Function<byte[], DotStore> others) {
        DotStore note = others.apply(PartName.note(writer));
        return note == null ? 0 : note.seen().prefix(writer);
    }

    /** The names of the parts that may hold a dot by which something in the store is put. */
    static List<byte[]> shadows(DotStore store) {
        List<byte[]> names = new ArrayList<>();
        for (Put put : puts(store.keys())) {
            names.add(PartName.deadBlock(put.writer(), block(put.counter())));
            names.add(PartName.deadBlocks(put.writer()));
        }
        return names;
    }

    /** These keys alone, and of what has been seen only what puts them and, if asked for, what puts nothing any more. */
    static DotStore only(DotStore store, List<byte[]> wanted, boolean withDead) {
        boolean[] selected = new boolean[store.keys().size()];
        for (byte[] key : wanted) {
            int index = store.keys().keys().find(key);
            if (index >= 0) {
                selected[index] = true;
            }
        }
        DotStore chosen = select(store.keys(), selected);
        if (!withDead) {
            return chosen;
        }
        DotContext dead = store.seen().minus(context(puts(store.keys())));
        return DotStore.of(chosen.keys(), chosen.seen().merge(dead));
    }

    private record Entry(byte[] key, Contributions contributions) {}

    private record Interval(long writer, long first, long last) {}

    /** @param key the place of the key that it puts */
    private record Put(long writer, long counter, int key) {}
}
