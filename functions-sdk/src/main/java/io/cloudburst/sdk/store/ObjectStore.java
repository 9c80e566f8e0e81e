package io.cloudburst.sdk.store;

import io.cloudburst.lattices.Lattice;
import io.cloudburst.protocol.OperationId;
import io.cloudburst.protocol.Value;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Plain objects under any key, the system's own among them, without waiting. Safe for use by many threads. */
public final class ObjectStore {
    private final LatticeStore store;
    private final Writers writers;

    public ObjectStore(LatticeStore store, Writers writers) {
        this.store = store;
        this.writers = writers;
    }

    public CompletableFuture<StoreVersion> put(String key, Value value) {
        return store.merge(key, writers.object(value.toByteArray()));
    }

    /** @param expiresAtMillis since the epoch, not negative: from then on it does not exist */
    public CompletableFuture<StoreVersion> put(String key, Value value, long expiresAtMillis) {
        return store.merge(key, writers.object(value.toByteArray(), expiresAtMillis));
    }

    /** As {@link io.cloudburst.sdk.SharedState#put(String, Object, Duration)}. */
    public CompletableFuture<StoreVersion> put(String key, Value value, Duration timeToLive) {
        return put(key, value, StateView.expiry(timeToLive));
    }

    public CompletableFuture<StoreVersion> delete(String key) {
        return store.merge(key, writers.deletion());
    }

    /** As {@link #put(String, Value)}, unless the store has seen the operation lately. */
    public CompletableFuture<StoreVersion> put(String key, Value value, OperationId operation) {
        return store.merge(key, writers.object(value.toByteArray()), operation);
    }

    /**
     * The keys that begin with a prefix, with what they have; see {@link StoreClient#scan(String, Frontier, Duration)}. Waits, as it
     * goes.
     */
    public Iterator<Map.Entry<String, Lattice<?>>> scan(String prefix, Duration pageTimeout) {
        return store.scan(prefix, Frontier.NONE, pageTimeout);
    }

    /** The object that a key has in what {@link #scan} gave; empty if it is deleted or expired. */
    public static Optional<Value> live(String key, Lattice<?> lattice) {
        return StateView.object(key, Optional.of(lattice));
    }

    /** Whatever a key has, deleted objects too. */
    CompletableFuture<Optional<Lattice<?>>> lattice(String key, Duration timeout) {
        return store.get(key, List.of(), timeout).thenApply(StoredValue::lattice);
    }

    /**
     * @param atLeast versions that the answer must include
     * @return empty if the key does not exist (any more)
     */
    public CompletableFuture<Optional<Value>> get(String key, List<StoreVersion> atLeast, Duration timeout) {
        return store.get(key, atLeast, timeout).thenApply(stored -> StateView.object(key, stored.lattice()));
    }
}
