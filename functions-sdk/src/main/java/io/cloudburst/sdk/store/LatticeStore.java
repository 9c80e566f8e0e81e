package io.cloudburst.sdk.store;

import io.cloudburst.lattices.Lattice;
import io.cloudburst.protocol.OperationId;
import io.cloudburst.protocol.Version;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A store of lattices, as those see it who read and write it. Writes are blind: a merge needs nothing to be read before.
 *
 * <p>Reads its user's own writes: a read demands at least the last version of the key that was written here, and what
 * {@link #observe} was told. Safe for use by many threads.
 */
public interface LatticeStore extends AutoCloseable {
    /** Joins {@code delta} into what the key has. Completes with the version of the write once it is acknowledged. */
    CompletableFuture<StoreVersion> merge(String key, Lattice<?> delta);

    /** The same, unless the store has seen the operation lately. */
    CompletableFuture<StoreVersion> merge(String key, Lattice<?> delta, OperationId operation);

    /** Adds {@code n} to the key's up-down counter, unless the store has seen the operation lately. Completes as {@link #merge} does. */
    CompletableFuture<StoreVersion> increment(String key, long n, OperationId operation);

    /** From here on reads demand at least this too: it was written on behalf of this store's user. */
    void observe(Frontier frontier);

    /** What was written here and observed, as calls carry it; the same list until there is more. */
    List<Version> seen();

    /** The last version of {@code key} that was written here, or may have been: what a read of it demands. */
    StoreVersion lastWritten(String key);

    /**
     * Reads a key, as of {@code atLeast} and its user's own writes, or later, without waiting; what follows must not block the thread
     * that completes it.
     *
     * @param atLeast of any partition; it counts if it is the key's
     * @param timeout after which it fails with {@link io.cloudburst.sdk.ErrorCode#TIMEOUT}
     */
    CompletableFuture<StoredValue> get(String key, List<StoreVersion> atLeast, Duration timeout);

    /** As {@link #get}, from the cache where that has what is demanded. */
    default CompletableFuture<StoredValue> getCached(String key, List<StoreVersion> atLeast, Duration timeout) {
        return get(key, atLeast, timeout);
    }

    /**
     * As {@link #get}. Waits.
     *
     * @param timeout is asked for only if there is something to wait for
     * @return empty if the key does not exist
     */
    Optional<Lattice<?>> read(String key, Frontier atLeast, Supplier<Duration> timeout);

    /**
     * Reads one element of a key's set or map, in time that does not grow with the others. Waits.
     *
     * @param element of a set, or a field's name in UTF-8
     * @param known what the caller has written to the key, whether it is acknowledged or not: joined in, if it is of the key's type
     * @return a set or map without other elements; all of it where the key has neither; empty if the key does not exist
     */
    Optional<Lattice<?>> readElement(
            String key, byte[] element, Optional<Lattice<?>> known, Frontier atLeast, Supplier<Duration> timeout);

    /** As {@link #read}, of many keys at once; those that do not exist are left out. The map is the caller's to change. */
    Map<String, Lattice<?>> readAll(Collection<String> keys, Frontier atLeast, Duration timeout);

    /**
     * The keys that begin with a prefix, ascending in {@link KeyOrder}, as of {@code atLeast} and its user's own writes, or later; each
     * value as of its own reading. The system's own keys are left out, unless the prefix asks for them. Loaded as the iterator goes,
     * which waits; nothing is open in between. For use by one thread.
     *
     * @param pageTimeout after which the loading of more fails with {@link io.cloudburst.sdk.ErrorCode#TIMEOUT}
     */
    Iterator<Map.Entry<String, Lattice<?>>> scan(String prefix, Frontier atLeast, Duration pageTimeout);

    /**
     * The first keys that begin with a prefix, with their versions; as {@link #scan(String, Frontier, Duration)}. Waits.
     *
     * @param limit at most so many
     */
    SortedMap<String, StoredValue> scan(String prefix, int limit, Duration timeout);

    /** As {@link #scan(String, int, Duration)}, of the keys behind {@code after}; empty: from the first. */
    default SortedMap<String, StoredValue> scan(String prefix, String after, int limit, Duration timeout) {
        SortedMap<String, StoredValue> behind = new TreeMap<>(KeyOrder.INSTANCE);
        scan(prefix, Integer.MAX_VALUE, timeout).forEach((key, value) -> {
            if (behind.size() < limit && (after.isEmpty() || KeyOrder.INSTANCE.compare(key, after) > 0)) {
                behind.put(key, value);
            }
        });
        return behind;
    }

    /** How its cache does; {@link CacheStats#NONE} where there is none. */
    CacheStats cacheStats();

    @Override
    void close();
}
