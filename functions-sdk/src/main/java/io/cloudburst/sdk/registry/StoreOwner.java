package io.cloudburst.sdk.registry;

import java.util.Set;

/**
 * What a store node has announced.
 *
 * @param address host:port of its RPC server
 * @param partitions that it owns
 */
public record StoreOwner(String name, int replicaSet, String address, Set<Integer> partitions) {
    /** Copies the partitions. */
    public StoreOwner {
        partitions = Set.copyOf(partitions);
    }
}
