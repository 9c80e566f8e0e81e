package io.cloudburst.sdk.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.protocol.LargeValue;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.deadline.Await;
import io.cloudburst.sdk.value.Large;
import io.cloudburst.sdk.value.ValueCodec;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Objects that are too large for a record. The user's key has what stands for the bytes, and there is a note of each such value, so
 * that {@link #sweep} finds those that no key has any more: a write does not read what it replaces. What this process itself has
 * written and replaces is removed sooner. Safe for use by many threads.
 */
public final class LargeObjects {
    /** A value may not have come under its key yet for so long after its note. */
    private static final Duration BEING_WRITTEN = Duration.ofMinutes(10);
    /** A key without a value does not say that it had one: the writer may have ended between the two. */
    private static final Duration LOST = Duration.ofDays(1);

    private static final Duration SWEEP_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration WRITE_TIMEOUT = Duration.ofMinutes(1);
    private static final long MAX_KEYS = 10_000;

    private final ObjectStore objects;
    private final LargeValues values;
    /** Key to what this process has put there last. */
    private final Cache<String, LargeValue> written =
            Caffeine.newBuilder().maximumSize(MAX_KEYS).build();

    public LargeObjects(ObjectStore objects, LargeValues values) {
        this.objects = objects;
        this.values = values;
    }

    /**
     * Writes the bytes of what is to be put under a key, if they are too many for a record.
     *
     * @return completes with what is to be put there
     */
    public CompletableFuture<Value> store(String key, Value value, OptionalLong expiresAtMillis) {
        if (value.getSerializedSize() <= ValueCodec.MAX_INLINE_BYTES) {
            return CompletableFuture.completedFuture(value);
        }
        LargeValue.Builder large = LargeValues.describe(value).setKey(key);
        String note = LargeValues.NOTES + large.getId();
        Value noted = Value.newBuilder().setLarge(large).build();
        CompletableFuture<StoreVersion> isNoted = expiresAtMillis.isPresent()
                ? objects.put(note, noted, expiresAtMillis.getAsLong())
                : objects.put(note, noted);
        return isNoted.thenComposeAsync(done -> values.write(large, value.toByteString(), expiresAtMillis));
    }

    /** Puts a value of any size under a key. */
    public CompletableFuture<StoreVersion> put(String key, Value value) {
        return store(key, value, OptionalLong.empty())
                .thenComposeAsync(stored -> objects.put(key, stored).thenApply(version -> {
                    wrote(key, stored);
                    return version;
                }));
    }

    /** The key has what {@link #store} gave, or nothing any more. */
    void wrote(String key, Value stored) {
        LargeValue before = stored.hasLarge()
                ? written.asMap().put(key, stored.getLarge())
                : written.asMap().remove(key);
        if (before != null) {
            values.removeLater(List.of(before));
        }
    }

    /** As somebody sees them who waits. */
    public View view(Supplier<Duration> timeout) {
        return new View(timeout);
    }

    /** Large objects for somebody who waits. */
    public final class View {
        private final Supplier<Duration> timeout;

        private View(Supplier<Duration> timeout) {
            this.timeout = timeout;
        }

        Value store(String key, Value value, OptionalLong expiresAtMillis) {
            CompletableFuture<Value> stored = LargeObjects.this.store(key, value, expiresAtMillis);
            return Await.result(stored, WRITE_TIMEOUT, "the write of key '" + key + "'");
        }

        void wrote(String key, Value stored) {
            LargeObjects.this.wrote(key, stored);
        }

        /** @throws CloudburstException {@link io.cloudburst.sdk.ErrorCode#UNAVAILABLE} if the bytes are not there any more */
        Value whole(Value stored) {
            if (!Large.isIn(stored)) {
                return stored;
            }
            Duration left = timeout.get();
            return Await.result(
                    values.read(stored, left),
                    left,
                    "the read of the " + Large.bytes(stored) + " bytes of key '"
                            + stored.getLarge().getKey() + "'");
        }
    }

    /**
     * Removes what no key has any more. Waits.
     *
     * @param nowMillis since the epoch; notes that are older than minutes then are looked at
     */
    public void sweep(long nowMillis) {
        Iterator<Map.Entry<String, Lattice<?>>> notes = objects.scan(LargeValues.NOTES, SWEEP_TIMEOUT);
        while (notes.hasNext()) {
            Map.Entry<String, Lattice<?>> entry = notes.next();
            Optional<Value> note = StateView.object(entry.getKey(), Optional.of(entry.getValue()));
            if (note.isPresent() && note.get().hasLarge()) {
                LargeValue large = note.get().getLarge();
                if (isGarbage(large, (LastWriterWins) entry.getValue(), nowMillis)) {
                    values.remove(List.of(large));
                }
            }
        }
    }

    private boolean isGarbage(LargeValue large, LastWriterWins note, long nowMillis) {
        long ageMillis = nowMillis - note.timestampMicros() / 1_000;
        if (ageMillis < BEING_WRITTEN.toMillis()) {
            return false;
        }
        Optional<Lattice<?>> current = Await.result(
                objects.lattice(large.getKey(), SWEEP_TIMEOUT),
                SWEEP_TIMEOUT,
                "the read of key '" + large.getKey() + "'");
        if (current.isEmpty() || !(current.get() instanceof LastWriterWins object)) {
            return ageMillis > LOST.toMillis();
        }
        if (object.timestampMicros() < note.timestampMicros()) {
            return ageMillis > LOST.toMillis();
        }
        return StateView.object(large.getKey(), current)
                .filter(value -> value.getLarge().getId().equals(large.getId()))
                .isEmpty();
    }
}
