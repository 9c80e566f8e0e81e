package io.cloudburst.sdk.store;

import io.cloudburst.lattices.Lattice;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Keys as somebody sees them: a client, or a function with what it has written itself. */
public interface LatticeAccess {
    /** Empty if the key does not exist. */
    Optional<Lattice<?>> read(String key);

    /** Many keys at once; those that do not exist are left out. */
    Map<String, Lattice<?>> readAll(Collection<String> keys);

    /** The keys that begin with a prefix, ascending in {@link KeyOrder}; read as the iterator goes. */
    Iterator<Map.Entry<String, Lattice<?>>> scan(String prefix);

    /** Whether it waits for the acknowledgement itself is up to whoever it is; the future completes with it. */
    CompletableFuture<?> write(String key, Lattice<?> delta);
}
