package io.cloudburst.sdk.store;

import io.cloudburst.lattices.Lattice;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Keys as somebody sees them: a client, or a function with what it has written itself. */
public interface LatticeAccess {
    /** Empty if the key does not exist. */
    Optional<Lattice<?>> read(String key);

    /** Whether it waits for the acknowledgement itself is up to whoever it is; the future completes with it. */
    CompletableFuture<?> write(String key, Lattice<?> delta);
}
