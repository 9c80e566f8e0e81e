package io.cloudburst.sdk.store;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Plain objects in the store, as last-writer-wins values: what is put replaces what was there. Of two writers at the same
 * microsecond the one with the higher writer id wins, at every replica. Safe for use by many threads.
 */
public final class ObjectStore {
    private final StoreClient store;
    private final long writerId = new SecureRandom().nextLong();
    /** Microseconds since the epoch; strictly increasing, so that of this writer's own writes the later one wins. */
    private final AtomicLong clock = new AtomicLong();

    public ObjectStore(StoreClient store) {
        this.store = store;
    }

    public CompletableFuture<StoreVersion> put(String key, Value value) {
        return store.merge(key, LastWriterWins.of(tick(), writerId, value.toByteArray()));
    }

    /**
     * @param atLeast versions that the answer must include
     * @return empty if the key does not exist (any more)
     */
    public CompletableFuture<Optional<Value>> get(String key, List<StoreVersion> atLeast, Duration timeout) {
        return store.get(key, atLeast, timeout)
                .thenApply(stored -> stored.lattice().flatMap(lattice -> {
                    if (!(lattice instanceof LastWriterWins object)) {
                        throw new CloudburstException(
                                ErrorCode.INVALID_ARGUMENT,
                                "key '%s' holds a %s, not an object"
                                        .formatted(key, lattice.getClass().getSimpleName()));
                    }
                    return object.isLive(System.currentTimeMillis())
                            ? Optional.of(parse(key, object))
                            : Optional.empty();
                }));
    }

    /** The last version that this client has written to the partition of {@code key}. */
    public StoreVersion lastWritten(String key) {
        return store.lastWritten(key);
    }

    private static Value parse(String key, LastWriterWins object) {
        try {
            return Value.parseFrom(object.value());
        } catch (InvalidProtocolBufferException e) {
            throw new CloudburstException(
                    ErrorCode.INVALID_ARGUMENT, "what the store has under '%s' is not an object".formatted(key), e);
        }
    }

    private long tick() {
        long now = System.currentTimeMillis() * 1_000;
        return clock.updateAndGet(last -> Math.max(last + 1, now));
    }
}
