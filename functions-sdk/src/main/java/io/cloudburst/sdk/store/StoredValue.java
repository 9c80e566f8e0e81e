package io.cloudburst.sdk.store;

import io.cloudburst.lattices.Lattice;
import java.util.Optional;

/**
 * What a node had under a key.
 *
 * @param lattice empty if the key does not exist
 * @param version what the node had applied of the key's partition
 */
public record StoredValue(Optional<Lattice<?>> lattice, StoreVersion version) {}
