package io.cloudburst.sdk.store;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/** The scans of all partitions as one, ascending. Loads pages as it goes and leaves nothing open. Used by one thread. */
final class PrefixScan implements Iterator<Map.Entry<String, StoredValue>> {
    /** Null until the first keys are asked for. */
    private PriorityQueue<Head> heads;

    private final List<PartitionScan> partitions;

    private record Head(Map.Entry<String, StoredValue> entry, PartitionScan partition) {}

    PrefixScan(List<PartitionScan> partitions) {
        this.partitions = partitions;
    }

    @Override
    public boolean hasNext() {
        if (heads == null) {
            heads = new PriorityQueue<>(
                    Comparator.comparing(head -> head.entry().getKey(), KeyOrder.INSTANCE));
            // All at once, then one after the other.
            partitions.forEach(PartitionScan::prepare);
            partitions.forEach(this::advance);
        }
        return !heads.isEmpty();
    }

    @Override
    public Map.Entry<String, StoredValue> next() {
        if (!hasNext()) {
            throw new NoSuchElementException("there are no more keys under the prefix");
        }
        Head first = heads.remove();
        first.partition().remove();
        advance(first.partition());
        return first.entry();
    }

    private void advance(PartitionScan partition) {
        partition.peek().ifPresent(entry -> heads.add(new Head(entry, partition)));
    }
}
