package io.cloudburst.sdk.store;

import io.cloudburst.lattices.Lattice;
import java.util.concurrent.CompletableFuture;

/**
 * One operation on a key, by somebody who may be made to do all over again what they have done: the store recognises it then, and
 * leaves it out. Writes once, or not at all. Used by whoever uses the {@link LatticeAccess} that it is from.
 */
public interface Operation {
    /**
     * Writes as {@link LatticeAccess#write} does.
     *
     * @param what was asked for, in any number of parts: what is not the same is another operation
     */
    CompletableFuture<?> write(Lattice<?> delta, byte[]... what);

    /** Adds to the key's counter. It is the same operation whatever it adds. */
    CompletableFuture<?> increment(long n);
}
