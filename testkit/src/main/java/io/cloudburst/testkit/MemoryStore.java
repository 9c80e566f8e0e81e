package io.cloudburst.testkit;

import io.cloudburst.lattices.Decomposition;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.protocol.Topic;
import io.cloudburst.protocol.Version;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.Names;
import io.cloudburst.sdk.store.CacheStats;
import io.cloudburst.sdk.store.Frontier;
import io.cloudburst.sdk.store.KeyOrder;
import io.cloudburst.sdk.store.LatticeStore;
import io.cloudburst.sdk.store.StoreVersion;
import io.cloudburst.sdk.store.StoredValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store in memory, of one partition. What is merged is there at once, so nobody ever waits, and everyone reads what everyone has
 * written. Values go through their encoding, as on the way to a node.
 */
final class MemoryStore implements LatticeStore {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryStore.class);
    private static final int PARTITION = 0;
    /** A record has so much beside the delta, at most. */
    private static final int RECORD_OVERHEAD = 8 * 1024;

    /** Guarded by this, as what follows is. */
    private final TreeMap<String, Chain> chains = new TreeMap<>(KeyOrder.INSTANCE);

    private long nextOffset;

    /** What was merged into a key, joined when it is read. Of one type. */
    private static final class Chain {
        /** Longer ones are joined without being read. */
        private static final int LONG = 1_000;

        private final List<Lattice<?>> deltas = new ArrayList<>();

        boolean takes(Lattice<?> delta) {
            return deltas.isEmpty() || deltas.get(0).type() == delta.type();
        }

        void add(Lattice<?> delta) {
            deltas.add(delta);
            if (deltas.size() > LONG) {
                value();
            }
        }

        Lattice<?> value() {
            if (deltas.size() > 1) {
                // The first is the large one, so it is joined only once.
                Lattice<?> joined = Lattice.join(deltas.get(0), Lattice.join(deltas.subList(1, deltas.size())));
                deltas.clear();
                deltas.add(joined);
            }
            return deltas.get(0);
        }
    }

    @Override
    public synchronized CompletableFuture<StoreVersion> merge(String key, Lattice<?> delta) {
        byte[] encoded = LatticeCodec.encode(delta);
        if (encoded.length > Topic.MAX_RECORD_BYTES - RECORD_OVERHEAD) {
            return CompletableFuture.failedFuture(new CloudburstException(
                    ErrorCode.UNAVAILABLE,
                    "the write of key '%s' was not acknowledged: it has %d bytes, a record may have %d"
                            .formatted(key, encoded.length, Topic.MAX_RECORD_BYTES)));
        }
        Chain chain = chains.computeIfAbsent(key, k -> new Chain());
        if (chain.takes(delta)) {
            chain.add(LatticeCodec.decode(encoded));
        } else {
            LOG.warn(
                    "a write of key '{}' is not applied: it is of the kind {}, the key of the kind {}",
                    key,
                    delta.type(),
                    chain.value().type());
        }
        return CompletableFuture.completedFuture(new StoreVersion(PARTITION, nextOffset++));
    }

    private synchronized Optional<Lattice<?>> find(String key) {
        return Optional.ofNullable(chains.get(key)).map(Chain::value);
    }

    private synchronized StoredValue stored(String key) {
        return new StoredValue(find(key), new StoreVersion(PARTITION, nextOffset - 1));
    }

    @Override
    public void observe(Frontier frontier) {
        // Everyone sees everything.
    }

    @Override
    public List<Version> seen() {
        return List.of();
    }

    @Override
    public synchronized StoreVersion lastWritten(String key) {
        return new StoreVersion(PARTITION, nextOffset - 1);
    }

    @Override
    public CompletableFuture<StoredValue> get(String key, List<StoreVersion> atLeast, Duration timeout) {
        return CompletableFuture.completedFuture(stored(key));
    }

    @Override
    public Optional<Lattice<?>> read(String key, Frontier atLeast, Supplier<Duration> timeout) {
        return find(key);
    }

    @Override
    public Optional<Lattice<?>> readElement(
            String key, byte[] element, Optional<Lattice<?>> known, Frontier atLeast, Supplier<Duration> timeout) {
        return find(key)
                .<Lattice<?>>map(stored -> known.isPresent() && known.get().type() == stored.type()
                        ? Lattice.join(stored, known.get())
                        : stored)
                .map(value -> Decomposition.appliesTo(value.type()) ? Decomposition.element(value, element) : value);
    }

    @Override
    public Map<String, Lattice<?>> readAll(Collection<String> keys, Frontier atLeast, Duration timeout) {
        Map<String, Lattice<?>> found = new HashMap<>();
        keys.forEach(key -> find(key).ifPresent(value -> found.put(key, value)));
        return found;
    }

    @Override
    public Iterator<Map.Entry<String, Lattice<?>>> scan(String prefix, Frontier atLeast, Duration pageTimeout) {
        return keys(prefix).stream()
                .<Map.Entry<String, Lattice<?>>>map(
                        key -> Map.entry(key, find(key).orElseThrow()))
                .iterator();
    }

    @Override
    public SortedMap<String, StoredValue> scan(String prefix, int limit, Duration timeout) {
        SortedMap<String, StoredValue> first = new TreeMap<>(KeyOrder.INSTANCE);
        keys(prefix).stream().limit(limit).forEach(key -> first.put(key, stored(key)));
        return first;
    }

    private synchronized List<String> keys(String prefix) {
        boolean all = prefix.startsWith(Names.RESERVED_PREFIX);
        List<String> keys = new ArrayList<>();
        for (String key : chains.tailMap(prefix).keySet()) {
            if (!key.startsWith(prefix)) {
                break;
            }
            if (all || !key.startsWith(Names.RESERVED_PREFIX)) {
                keys.add(key);
            }
        }
        return keys;
    }

    @Override
    public CacheStats cacheStats() {
        return CacheStats.NONE;
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
