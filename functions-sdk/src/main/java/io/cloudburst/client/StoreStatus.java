package io.cloudburst.client;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the store's nodes say of themselves, beside where the log ends.
 *
 * @param nodes that have announced themselves in the registry, by replica set and name
 * @param ends the offset of the next update, by partition
 */
public record StoreStatus(List<Node> nodes, SortedMap<Integer, Long> ends) {
    /**
     * A node.
     *
     * @param announced the partitions that it has told the registry that it owns
     * @param partitions those that it answers for; empty where it does not answer
     * @param failure why it does not answer
     */
    public record Node(
            String name,
            int replicaSet,
            String address,
            SortedSet<Integer> announced,
            List<Partition> partitions,
            Optional<String> failure) {}

    /**
     * A partition on a node.
     *
     * @param applied the offset of the last update that the node shows
     * @param readable whether it is read there already: as far as the log was when the node took it
     * @param keys an estimate
     * @param bytes on disk, what is not flushed left out
     */
    public record Partition(int partition, long applied, boolean readable, long keys, long bytes) {}

    /** How many updates of the log a partition on a node has yet to apply. */
    public long lag(Partition partition) {
        return Math.max(0, ends.getOrDefault(partition.partition(), 0L) - 1 - partition.applied());
    }

    /** The partitions that no node answers for, by replica set; without any node, of replica set 0. Empty lists are left out. */
    public SortedMap<Integer, SortedSet<Integer>> unowned() {
        SortedMap<Integer, SortedSet<Integer>> missing = new TreeMap<>();
        nodes.forEach(node -> missing.put(node.replicaSet(), new TreeSet<>(ends.keySet())));
        if (missing.isEmpty()) {
            missing.put(0, new TreeSet<>(ends.keySet()));
        }
        for (Node node : nodes) {
            Set<Integer> left = missing.get(node.replicaSet());
            node.partitions().forEach(partition -> left.remove(partition.partition()));
        }
        missing.values().removeIf(Set::isEmpty);
        return missing;
    }

    /** Whether every node answers and every partition has an owner in every replica set. */
    public boolean isComplete() {
        return unowned().isEmpty()
                && nodes.stream().noneMatch(node -> node.failure().isPresent());
    }
}
