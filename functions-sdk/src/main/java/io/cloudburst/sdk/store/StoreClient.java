package io.cloudburst.sdk.store;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.protocol.GetRequest;
import io.cloudburst.protocol.OperationId;
import io.cloudburst.protocol.Topic;
import io.cloudburst.protocol.Update;
import io.cloudburst.protocol.Version;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.deadline.Await;
import io.cloudburst.sdk.kafka.RecordSpan;
import io.opentelemetry.context.Context;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Reads and writes the store's nodes. Writes are blind: a merge is a record on {@code cloudburst.kvs}, acknowledged when Kafka has it.
 * Reads go to a node that owns the key's partition, and to another when that one does not answer; {@link #read} and
 * {@link #readAll} look into a cache first, which the nodes keep fresh.
 *
 * <p>Reads its own writes: a read demands at least the last version of the key that this client has written, and what
 * {@link #observe} was told. Safe for use by many threads.
 */
public final class StoreClient implements LatticeStore {
    /** How much longer than the read's own timeout, which says more. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    /** Of each partition. */
    private static final int MAX_PAGE_KEYS = 200;

    private final Producer<byte[], byte[]> producer;
    private final StoreDirectory directory;
    private final int partitions;
    private final WrittenOffsets written;
    private final StoreChannels channels;
    private final Optional<StoreCache> cache;

    /**
     * A client without a cache.
     *
     * @param producer shared; not closed here
     */
    public StoreClient(Producer<byte[], byte[]> producer, StoreDirectory directory) {
        this(producer, directory, 0, StoreSecurity.NONE);
    }

    /** A client of a log that has had all of its partitions from the beginning. */
    public StoreClient(
            Producer<byte[], byte[]> producer, StoreDirectory directory, long cacheBytes, StoreSecurity security) {
        this(producer, directory, producer.partitionsFor(Topic.KVS.topicName()).size(), cacheBytes, security);
    }

    /**
     * @param producer shared; not closed here
     * @param partitions on which keys are placed
     * @param cacheBytes what the cache takes at most, about; 0: no cache
     * @throws IllegalArgumentException if a file that {@code security} names is no good
     */
    public StoreClient(
            Producer<byte[], byte[]> producer,
            StoreDirectory directory,
            int partitions,
            long cacheBytes,
            StoreSecurity security) {
        this.producer = producer;
        this.directory = directory;
        this.channels = new StoreChannels(new NodeConnections(security));
        this.partitions = partitions;
        this.written = new WrittenOffsets(partitions);
        this.cache = cacheBytes == 0
                ? Optional.empty()
                : Optional.of(new StoreCache(new WatchStreams(channels, directory, partitions), written, cacheBytes));
    }

    @Override
    public CompletableFuture<StoreVersion> merge(String key, Lattice<?> delta) {
        return write(key, StoreCodec.delta(delta).build());
    }

    @Override
    public CompletableFuture<StoreVersion> merge(String key, Lattice<?> delta, OperationId operation) {
        return write(
                key,
                StoreCodec.delta(delta).setOperation(operation.toByteString()).build());
    }

    @Override
    public CompletableFuture<StoreVersion> increment(String key, long n, OperationId operation) {
        return write(
                key,
                Update.newBuilder()
                        .setIncrement(n)
                        .setOperation(operation.toByteString())
                        .build());
    }

    private CompletableFuture<StoreVersion> write(String key, Update update) {
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        KeyPlace place = KeyPlace.of(keyBytes, partitions);
        CompletableFuture<StoreVersion> done = new CompletableFuture<>();
        ProducerRecord<byte[], byte[]> log =
                new ProducerRecord<>(Topic.KVS.topicName(), place.partition(), keyBytes, update.toByteArray());
        RecordSpan span = RecordSpan.begin(log, Context.current());
        producer.send(log, (metadata, failure) -> {
            span.end(failure);
            if (failure != null) {
                done.completeExceptionally(new CloudburstException(
                        ErrorCode.UNAVAILABLE,
                        "the write of key '%s' was not acknowledged: %s".formatted(key, failure.getMessage()),
                        failure));
                return;
            }
            written.wrote(place, metadata.offset());
            done.complete(new StoreVersion(metadata.partition(), metadata.offset()));
        });
        return done;
    }

    @Override
    public void observe(Frontier frontier) {
        written.observe(frontier);
    }

    @Override
    public List<Version> seen() {
        return written.seen();
    }

    @Override
    public StoreVersion lastWritten(String key) {
        KeyPlace place = KeyPlace.of(key, partitions);
        return new StoreVersion(place.partition(), written.demandOf(place));
    }

    /**
     * Has a node read a key, as of {@code atLeast} and this client's own writes, or later. A value that is too large for one reply
     * comes in several; one of more than 64 MiB fails with {@link ErrorCode#PAYLOAD_TOO_LARGE}. Completes on the
     * connection's thread: what follows must not block it.
     *
     * @param atLeast of any partition; it counts if it is the key's
     * @param timeout after which it fails with {@link ErrorCode#TIMEOUT}
     */
    @Override
    public CompletableFuture<StoredValue> get(String key, List<StoreVersion> atLeast, Duration timeout) {
        return get(key, KeyPlace.of(key, partitions), Frontier.of(atLeast), timeout);
    }

    @Override
    public CompletableFuture<StoredValue> getCached(String key, List<StoreVersion> atLeast, Duration timeout) {
        Frontier demanded = Frontier.of(atLeast);
        return cache.flatMap(here -> here.find(key, demanded))
                .map(CompletableFuture::completedFuture)
                .orElseGet(() -> {
                    KeyPlace place = KeyPlace.of(key, partitions);
                    return get(key, place, demanded, timeout).thenApply(stored -> joined(key, place, stored));
                });
    }

    private CompletableFuture<StoredValue> get(String key, KeyPlace place, Frontier atLeast, Duration timeout) {
        return KeyRead.begin(channels, directory, request(key, place, atLeast), timeout);
    }

    /** As {@link #get}, of many keys at once; there is something for every key, if only that it does not exist. */
    public CompletableFuture<Map<String, StoredValue>> getAll(
            Collection<String> keys, Frontier atLeast, Duration timeout) {
        List<GetRequest> requests = keys.stream()
                .distinct()
                .map(key -> request(key, KeyPlace.of(key, partitions), atLeast))
                .toList();
        return ManyKeysRead.begin(channels, directory, requests, timeout);
    }

    private GetRequest request(String key, KeyPlace place, Frontier atLeast) {
        long offset = Math.max(written.demandOf(place), atLeast.offsetOf(place.partition()));
        return StoreCodec.get(key, place.partition(), offset);
    }

    @Override
    public Optional<Lattice<?>> read(String key, Frontier atLeast, Supplier<Duration> timeout) {
        Optional<StoredValue> cached =
                cache.isEmpty() ? Optional.empty() : cache.get().find(key, atLeast);
        if (cached.isPresent()) {
            return cached.get().lattice();
        }
        KeyPlace place = KeyPlace.of(key, partitions);
        Duration left = timeout.get();
        StoredValue stored =
                Await.result(get(key, place, atLeast, left), left.plus(GRACE), "the read of key '" + key + "'");
        return joined(key, place, stored).lattice();
    }

    @Override
    public Optional<Lattice<?>> readElement(
            String key, byte[] element, Optional<Lattice<?>> known, Frontier atLeast, Supplier<Duration> timeout) {
        if (known.isEmpty()) {
            Optional<StoredValue> cached =
                    cache.isEmpty() ? Optional.empty() : cache.get().find(key, atLeast);
            if (cached.isPresent()) {
                return cached.get().lattice();
            }
        }
        GetRequest.Builder request = request(key, KeyPlace.of(key, partitions), atLeast).toBuilder()
                .setElement(ByteString.copyFrom(element));
        known.map(LatticeCodec::encode).map(UnsafeByteOperations::unsafeWrap).ifPresent(request::setKnown);
        Duration left = timeout.get();
        return Await.result(
                        KeyRead.begin(channels, directory, request.build(), left),
                        left.plus(GRACE),
                        "the read of an element of key '" + key + "'")
                .lattice();
    }

    @Override
    public Map<String, Lattice<?>> readAll(Collection<String> keys, Frontier atLeast, Duration timeout) {
        Map<String, Lattice<?>> found = new HashMap<>();
        Set<String> missing = new LinkedHashSet<>(keys);
        cache.ifPresent(here -> missing.removeIf(key -> {
            Optional<StoredValue> cached = here.find(key, atLeast);
            cached.flatMap(StoredValue::lattice).ifPresent(lattice -> found.put(key, lattice));
            return cached.isPresent();
        }));
        if (!missing.isEmpty()) {
            Await.result(getAll(missing, atLeast, timeout), timeout.plus(GRACE), "the read of many keys")
                    .forEach((key, stored) -> joined(key, KeyPlace.of(key, partitions), stored)
                            .lattice()
                            .ifPresent(lattice -> found.put(key, lattice)));
        }
        return found;
    }

    private StoredValue joined(String key, KeyPlace place, StoredValue stored) {
        return cache.isEmpty() ? stored : cache.get().add(key, place, stored);
    }

    @Override
    public Iterator<Map.Entry<String, Lattice<?>>> scan(String prefix, Frontier atLeast, Duration pageTimeout) {
        PrefixScan found = prefixScan(prefix, "", MAX_PAGE_KEYS, atLeast, pageTimeout);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return found.hasNext();
            }

            @Override
            public Map.Entry<String, Lattice<?>> next() {
                Map.Entry<String, StoredValue> next = found.next();
                return Map.entry(next.getKey(), next.getValue().lattice().orElseThrow());
            }
        };
    }

    @Override
    public SortedMap<String, StoredValue> scan(String prefix, int limit, Duration timeout) {
        return scan(prefix, "", limit, timeout);
    }

    @Override
    public SortedMap<String, StoredValue> scan(String prefix, String after, int limit, Duration timeout) {
        SortedMap<String, StoredValue> first = new TreeMap<>(KeyOrder.INSTANCE);
        PrefixScan found =
                prefixScan(prefix, after, Math.max(1, Math.min(limit, MAX_PAGE_KEYS)), Frontier.NONE, timeout);
        while (first.size() < limit && found.hasNext()) {
            Map.Entry<String, StoredValue> next = found.next();
            first.put(next.getKey(), next.getValue());
        }
        return first;
    }

    private PrefixScan prefixScan(String prefix, String after, int pageKeys, Frontier atLeast, Duration pageTimeout) {
        return new PrefixScan(IntStream.range(0, partitions)
                .mapToObj(partition -> new PartitionScan(
                        channels,
                        directory,
                        prefix,
                        after,
                        partition,
                        Math.max(written.demandOf(partition), atLeast.offsetOf(partition)),
                        pageKeys,
                        pageTimeout))
                .toList());
    }

    @Override
    public CacheStats cacheStats() {
        return cache.map(StoreCache::stats).orElse(CacheStats.NONE);
    }

    @Override
    public void close() {
        cache.ifPresent(StoreCache::close);
        channels.close();
    }
}
