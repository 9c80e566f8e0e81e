package io.cloudburst.lattices;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds out which of many versions has seen another one, without a look at all of them: who has seen it counts each of its writers at
 * least as far, so a look at those that do that for the writer for which fewest do is enough. Where each write is one event of its
 * writer, that is none or a few. Not thread-safe.
 */
final class ClockIndex {
    private final CausalVersion[] versions;
    private final Map<Long, Column> byWriter = new HashMap<>();
    private long comparisons;

    /** The versions that count a writer, ascending by how far, which is the same place in {@code counts}. */
    private record Column(CausalVersion[] versions, long[] counts) {
        /** The first of those that count it so far. */
        int from(long count) {
            int low = 0;
            int high = counts.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (counts[middle] < count) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        static Column of(long writer, List<CausalVersion> counting) {
            CausalVersion[] versions = counting.toArray(CausalVersion[]::new);
            Arrays.sort(versions, Comparator.comparingLong(version -> version.clock()
                    .get(writer)));
            long[] counts = Arrays.stream(versions)
                    .mapToLong(version -> version.clock().get(writer))
                    .toArray();
            return new Column(versions, counts);
        }
    }

    ClockIndex(CausalVersion[] versions) {
        this.versions = versions;
        Map<Long, List<CausalVersion>> counting = new HashMap<>();
        for (CausalVersion version : versions) {
            WriterTotals counts = version.clock().totals();
            for (int i = 0; i < counts.size(); i++) {
                counting.computeIfAbsent(counts.writer(i), writer -> new ArrayList<>(1))
                        .add(version);
            }
        }
        counting.forEach((writer, all) -> byWriter.put(writer, Column.of(writer, all)));
    }

    /** One that has seen that version and is another; null if there is none. */
    CausalVersion whoHasSeen(CausalVersion version) {
        WriterTotals counts = version.clock().totals();
        CausalVersion[] candidates = versions;
        int from = 0;
        for (int i = 0; i < counts.size(); i++) {
            Column column = byWriter.get(counts.writer(i));
            if (column == null) {
                return null;
            }
            int first = column.from(counts.total(i));
            if (column.versions.length - first < candidates.length - from) {
                candidates = column.versions;
                from = first;
            }
        }
        for (int i = from; i < candidates.length; i++) {
            comparisons++;
            if (candidates[i] != version && version.clock().isWithin(candidates[i].clock())) {
                return candidates[i];
            }
        }
        return null;
    }

    /** How many clocks have been compared so far. */
    long comparisons() {
        return comparisons;
    }
}
