package io.cloudburst.statefun.executor;

import io.cloudburst.protocol.Reference;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.Names;
import io.cloudburst.sdk.deadline.Await;
import io.cloudburst.sdk.store.ObjectStore;
import io.cloudburst.sdk.store.StoreVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What one stage reads from the store and writes to it. Used by the thread that runs the stage, and no other. */
final class Session {
    private final ObjectStore objects;
    private final long deadline;
    /** What the stage has written itself, by key: it reads that back without asking. */
    private final Map<String, Value> own = new HashMap<>();

    private final List<CompletableFuture<?>> writes = new ArrayList<>();

    /** @param deadline in milliseconds since the epoch */
    Session(ObjectStore objects, long deadline) {
        this.objects = objects;
        this.deadline = deadline;
    }

    Optional<Value> read(String key) {
        return read(Names.checkKey(key), List.of());
    }

    void write(String key, Value value) {
        writes.add(objects.put(Names.checkKey(key), value));
        own.put(key, value);
    }

    /** @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if the key does not exist */
    Value resolve(Reference reference) {
        List<StoreVersion> atLeast = reference.hasAtLeast()
                ? List.of(new StoreVersion(
                        reference.getAtLeast().getPartition(),
                        reference.getAtLeast().getOffset()))
                : List.of();
        return read(Names.checkKey(reference.getKey()), atLeast)
                .orElseThrow(() -> new CloudburstException(
                        ErrorCode.INVALID_ARGUMENT,
                        "it refers to key '%s', which does not exist; put it first".formatted(reference.getKey())));
    }

    /** Completes when the store's log has all that the stage has written. */
    Optional<CompletableFuture<Void>> unacknowledged() {
        return writes.isEmpty()
                ? Optional.empty()
                : Optional.of(CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new)));
    }

    private Optional<Value> read(String key, List<StoreVersion> atLeast) {
        Value written = own.get(key);
        if (written != null) {
            return Optional.of(written);
        }
        Duration left = Duration.ofMillis(Math.max(1, deadline - System.currentTimeMillis()));
        return Await.result(objects.get(key, atLeast, left), left.plusMillis(500), "the read of key '" + key + "'");
    }
}
