package io.cloudburst.sdk.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.protocol.Change;
import io.cloudburst.protocol.WatchedKey;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Values of keys that are read again and again, kept fresh by the nodes, which push what is joined into them. A value is given out
 * only if it has all that the reader demands; else the reader asks a node, and what it brings is joined in.
 *
 * <p>A key is watched from its second read on, for as long as it is here. Whatever makes a key enter, change or leave happens in the
 * cache's computation of that key, so that its watches and unwatches go out in the order of its comings and goings. Safe for use by
 * many threads.
 */
final class StoreCache implements WatchStream.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(StoreCache.class);

    /** However small: a node serves only so many watches. */
    static final int MAX_KEYS = 100_000;
    /** A key takes that much beside its characters and its value. */
    private static final int KEY_BYTES = 300;
    /** No value takes more than this part of the cache. */
    private static final int LARGEST_PART = 16;

    private final Cache<String, CachedKey> keys;
    private final Doorkeeper doorkeeper = new Doorkeeper();
    private final WatchStreams streams;
    private final WrittenOffsets written;
    private final long maxBytes;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    /** @param maxBytes what it takes at most, about; at least 1 */
    StoreCache(WatchStreams streams, WrittenOffsets written, long maxBytes) {
        this.streams = streams;
        this.written = written;
        this.maxBytes = maxBytes;
        this.keys = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((String key, CachedKey cached) -> weigh(key, cached))
                .evictionListener((String key, CachedKey evicted, RemovalCause cause) -> unwatch(key, evicted))
                .build();
    }

    private int weigh(String key, CachedKey cached) {
        long bytes = (long) KEY_BYTES + 2L * key.length() + cached.held().size().bytes();
        return (int) Math.min(Integer.MAX_VALUE, Math.max(bytes, maxBytes / MAX_KEYS));
    }

    /** What is here of a key, if it has what this client's own writes and {@code atLeast} demand. */
    Optional<StoredValue> find(String key, Frontier atLeast) {
        CachedKey cached = keys.getIfPresent(key);
        Optional<StoredValue> found = cached == null ? Optional.empty() : cached.asOf(demand(cached.place(), atLeast));
        (found.isPresent() ? hits : misses).increment();
        return found;
    }

    private long demand(KeyPlace place, Frontier atLeast) {
        return Math.max(written.demandOf(place), atLeast.offsetOf(place.partition()));
    }

    /**
     * Takes what a node has answered.
     *
     * @return that, and what is here
     */
    StoredValue add(String key, KeyPlace place, StoredValue stored) {
        if (!doorkeeper.knows(key)) {
            return stored;
        }
        CachedKey before = keys.getIfPresent(key);
        Optional<WatchStream> stream = before != null && before.isWatched()
                ? Optional.of(before.stream())
                : streams.of(place.partition(), this);
        if (stream.isEmpty()) {
            return stored;
        }
        CachedKey now = keys.asMap().compute(key, (k, cached) -> {
            if (cached != null && cached.isWatched()) {
                return hold(
                        k,
                        cached,
                        cached.held()
                                .joinStored(stored.lattice(), stored.version().offset()));
            }
            CachedKey fresh = new CachedKey(place, stream.get(), stored);
            return fits(fresh.held())
                            && stream.get()
                                    .watch(
                                            k,
                                            place.partition(),
                                            stored.version().offset())
                    ? fresh
                    : null;
        });
        return now == null ? stored : now.held().known();
    }

    /** In the computation of the key; null if it is too large now. */
    private CachedKey hold(String key, CachedKey cached, HeldValue value) {
        if (!fits(value)) {
            unwatch(key, cached);
            return null;
        }
        cached.hold(value);
        return cached;
    }

    private boolean fits(HeldValue value) {
        return value.size().bytes() <= maxBytes / LARGEST_PART;
    }

    private static void unwatch(String key, CachedKey cached) {
        cached.stream().unwatch(key, cached.place().partition());
    }

    @Override
    public void changed(WatchStream stream, Change change) {
        keys.asMap().compute(change.getKey(), (key, cached) -> {
            boolean begun = change.getInitial() && stream.begun(key);
            if (cached == null || cached.stream() != stream) {
                // Nobody wants it any more; a later watch goes out behind this.
                stream.unwatch(key, change.getVersion().getPartition());
                return cached;
            }
            try {
                HeldValue joined = join(cached.held(), change);
                return hold(key, cached, begun ? joined.asWhole() : joined);
            } catch (RuntimeException e) {
                LOG.warn("a change of key '{}' cannot be joined, it is read from the store again", key, e);
                unwatch(key, cached);
                return null;
            }
        });
    }

    private static HeldValue join(HeldValue held, Change change) {
        long upTo = change.getVersion().getOffset();
        Optional<Lattice<?>> delta = change.hasDelta()
                ? Optional.of(StoreCodec.lattice(change.getKey(), change.getDelta()))
                : Optional.empty();
        return change.getInitial() || delta.isEmpty()
                ? held.joinStored(delta, upTo)
                : held.joinChange(delta.get(), upTo);
    }

    @Override
    public void failed(WatchStream stream, WatchedKey key) {
        keys.asMap().computeIfPresent(key.getKey(), (k, cached) -> cached.stream() == stream ? null : cached);
    }

    @Override
    public void lost(WatchStream stream, int partition) {
        streams.lost(stream);
        drop(stream);
    }

    @Override
    public void ended(WatchStream stream, Throwable why) {
        LOG.debug("a watch has ended, its keys are read from the store again", why);
        streams.ended(stream);
        drop(stream);
    }

    /** What is not watched any more is never given out; this makes room. */
    private void drop(WatchStream stream) {
        keys.asMap().values().removeIf(cached -> cached.stream() == stream && !cached.isWatched());
    }

    CacheStats stats() {
        long bytes = keys.policy()
                .eviction()
                .flatMap(eviction -> eviction.weightedSize().stream().boxed().findFirst())
                .orElse(0L);
        return new CacheStats(hits.sum(), misses.sum(), keys.estimatedSize(), bytes);
    }

    void close() {
        streams.close();
    }
}
