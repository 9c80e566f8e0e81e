package io.cloudburst.client;

import io.cloudburst.lattices.Lattice;
import io.cloudburst.sdk.deadline.Await;
import io.cloudburst.sdk.store.Frontier;
import io.cloudburst.sdk.store.LatticeAccess;
import io.cloudburst.sdk.store.LatticeStore;
import io.cloudburst.sdk.store.StoreVersion;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The store as a client sees it: each write is acknowledged before it returns. */
record AcknowledgedAccess(LatticeStore store, Duration timeout) implements LatticeAccess {
    @Override
    public Optional<Lattice<?>> read(String key) {
        return store.read(key, Frontier.NONE, () -> timeout);
    }

    @Override
    public Map<String, Lattice<?>> readAll(Collection<String> keys) {
        return store.readAll(keys, Frontier.NONE, timeout);
    }

    @Override
    public Iterator<Map.Entry<String, Lattice<?>>> scan(String prefix) {
        return store.scan(prefix, Frontier.NONE, timeout);
    }

    @Override
    public Optional<Lattice<?>> readElement(String key, byte[] element) {
        return store.readElement(key, element, Optional.empty(), Frontier.NONE, () -> timeout);
    }

    @Override
    public CompletableFuture<StoreVersion> write(String key, Lattice<?> delta) {
        CompletableFuture<StoreVersion> written = store.merge(key, delta);
        Await.result(written, timeout, "the write of key '" + key + "'");
        return written;
    }
}
