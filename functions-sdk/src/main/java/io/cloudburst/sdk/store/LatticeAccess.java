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

    /**
     * Of a key's set or map one element, as a value that has no other, in time that does not grow with the others; all of it where
     * the key has neither. Empty if the key does not exist.
     *
     * @param element of a set, or a field's name in UTF-8
     */
    Optional<Lattice<?>> readElement(String key, byte[] element);

    /** Whether it waits for the acknowledgement itself is up to whoever it is; the future completes with it. */
    CompletableFuture<?> write(String key, Lattice<?> delta);

    /**
     * The next operation on a key, counted from the beginning of what may be repeated. To be taken for each thing that is asked for,
     * whether it turns out to write or not.
     *
     * @return empty where nothing is ever repeated; what is to be written is {@linkplain #write written} then
     */
    default Optional<Operation> operation(String key) {
        return Optional.empty();
    }
}
