package io.cloudburst.client;

import io.cloudburst.lattices.Lattice;
import io.cloudburst.sdk.deadline.Await;
import io.cloudburst.sdk.store.LatticeAccess;
import io.cloudburst.sdk.store.StoreClient;
import io.cloudburst.sdk.store.StoreVersion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The store as a client sees it: each write is acknowledged before it returns. */
record AcknowledgedAccess(StoreClient store, Duration timeout) implements LatticeAccess {
    /** How much longer than the store's own timeout, which says more. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    @Override
    public Optional<Lattice<?>> read(String key) {
        return Await.result(store.get(key, List.of(), timeout), timeout.plus(GRACE), "the read of key '" + key + "'")
                .lattice();
    }

    @Override
    public Optional<Lattice<?>> readElement(String key, byte[] element) {
        return Await.result(
                        store.getElement(key, element, Optional.empty(), List.of(), timeout),
                        timeout.plus(GRACE),
                        "the read of an element of key '" + key + "'")
                .lattice();
    }

    @Override
    public CompletableFuture<StoreVersion> write(String key, Lattice<?> delta) {
        CompletableFuture<StoreVersion> written = store.merge(key, delta);
        Await.result(written, timeout, "the write of key '" + key + "'");
        return written;
    }
}
