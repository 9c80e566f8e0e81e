package io.cloudburst.sdk.store;

import io.cloudburst.protocol.Value;
import java.time.Duration;
import java.util.List;
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

    /** As {@link io.cloudburst.sdk.SharedState#put(String, Object, Duration)}. */
    public CompletableFuture<StoreVersion> put(String key, Value value, Duration timeToLive) {
        return store.merge(key, writers.object(value.toByteArray(), StateView.expiry(timeToLive)));
    }

    /**
     * @param atLeast versions that the answer must include
     * @return empty if the key does not exist (any more)
     */
    public CompletableFuture<Optional<Value>> get(String key, List<StoreVersion> atLeast, Duration timeout) {
        return store.get(key, atLeast, timeout).thenApply(stored -> StateView.object(key, stored.lattice()));
    }
}
