package io.cloudburst.sdk.store;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.protocol.GetReply;
import io.cloudburst.protocol.GetRequest;
import io.cloudburst.protocol.ScanEntry;
import io.cloudburst.protocol.ScanReply;
import io.cloudburst.protocol.ScanRequest;
import io.cloudburst.protocol.Topic;
import io.cloudburst.protocol.Update;
import io.cloudburst.protocol.Version;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.Names;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Utils;

/**
 * Reads and writes the store. Writes are blind: a merge is a record on {@code cloudburst.kvs}, acknowledged when Kafka has it.
 * Reads go to a node that owns the key's partition, and to another when that one does not answer.
 *
 * <p>Reads its own writes: a read demands at least the last version that this client has written to the key's partition.
 * Safe for use by many threads.
 */
public final class StoreClient implements AutoCloseable {
    private static final long RETRY_MILLIS = 50;

    private final Producer<byte[], byte[]> producer;
    private final StoreDirectory directory;
    private final int partitions;
    private final StoreChannels channels = new StoreChannels();
    /** Partition to the highest offset that this client has written there, or had written. Never decreases. */
    private final ConcurrentHashMap<Integer, Long> written = new ConcurrentHashMap<>();

    /** @param producer shared; not closed here */
    public StoreClient(Producer<byte[], byte[]> producer, StoreDirectory directory) {
        this.producer = producer;
        this.directory = directory;
        this.partitions = producer.partitionsFor(Topic.KVS.topicName()).size();
    }

    /** Joins {@code delta} into what the key has. Completes with the version of the write once Kafka has it. */
    public CompletableFuture<StoreVersion> merge(String key, Lattice<?> delta) {
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        Update update = Update.newBuilder()
                .setDelta(UnsafeByteOperations.unsafeWrap(LatticeCodec.encode(delta)))
                .build();
        CompletableFuture<StoreVersion> done = new CompletableFuture<>();
        ProducerRecord<byte[], byte[]> log =
                new ProducerRecord<>(Topic.KVS.topicName(), partitionOf(keyBytes), keyBytes, update.toByteArray());
        producer.send(log, (metadata, failure) -> {
            if (failure != null) {
                done.completeExceptionally(new CloudburstException(
                        ErrorCode.UNAVAILABLE,
                        "the write of key '%s' was not acknowledged: %s".formatted(key, failure.getMessage()),
                        failure));
                return;
            }
            written.merge(metadata.partition(), metadata.offset(), Math::max);
            done.complete(new StoreVersion(metadata.partition(), metadata.offset()));
        });
        return done;
    }

    /** From here on reads demand at least this too: it was written on behalf of this client. */
    public void observe(Frontier frontier) {
        frontier.offsets().forEach((partition, offset) -> written.merge(partition, offset, Math::max));
    }

    /** What this client's reads demand at least. */
    public Frontier frontier() {
        return new Frontier(written);
    }

    /** The last version that this client has written to the partition of {@code key}: what a read of it demands. */
    public StoreVersion lastWritten(String key) {
        int partition = partitionOf(key.getBytes(StandardCharsets.UTF_8));
        return new StoreVersion(partition, written.getOrDefault(partition, -1L));
    }

    /**
     * Reads a key as of {@code atLeast} and this client's own writes, or later. Completes on the connection's thread: what follows
     * must not block it.
     *
     * @param atLeast of any partition; it counts if it is the key's
     * @param timeout after which it fails with {@link ErrorCode#TIMEOUT}
     */
    public CompletableFuture<StoredValue> get(String key, List<StoreVersion> atLeast, Duration timeout) {
        StoreVersion own = lastWritten(key);
        long offset = atLeast.stream()
                .filter(v -> v.partition() == own.partition())
                .mapToLong(StoreVersion::offset)
                .reduce(own.offset(), Math::max);
        GetRequest request = GetRequest.newBuilder()
                .setKey(key)
                .setAtLeast(Version.newBuilder().setPartition(own.partition()).setOffset(offset))
                .build();
        CompletableFuture<StoredValue> done = new CompletableFuture<>();
        attempt(request, System.nanoTime() + timeout.toNanos(), 0, done);
        return done;
    }

    private void attempt(GetRequest request, long deadline, int attempt, CompletableFuture<StoredValue> done) {
        long left = deadline - System.nanoTime();
        List<String> owners = directory.addressesOf(request.getAtLeast().getPartition());
        if (left <= 0) {
            done.completeExceptionally(timeout(request, owners, null));
            return;
        }
        if (owners.isEmpty()) {
            later(() -> attempt(request, deadline, attempt + 1, done));
            return;
        }
        String address = owners.get(Math.floorMod(attempt, owners.size()));
        channels.get(address, request, left).whenComplete((reply, failure) -> {
            if (failure == null) {
                complete(request.getKey(), reply, done);
                return;
            }
            finalFailure(request, owners, failure)
                    .ifPresentOrElse(
                            done::completeExceptionally,
                            () -> later(() -> attempt(request, deadline, attempt + 1, done)));
        });
    }

    private static void complete(String key, GetReply reply, CompletableFuture<StoredValue> done) {
        try {
            done.complete(decode(reply));
        } catch (RuntimeException e) {
            done.completeExceptionally(new CloudburstException(
                    ErrorCode.INVALID_ARGUMENT,
                    "what the store has under '%s' cannot be read: %s".formatted(key, e.getMessage()),
                    e));
        }
    }

    private static StoredValue decode(GetReply reply) {
        Optional<ByteString> value = reply.hasValue() ? Optional.of(reply.getValue()) : Optional.empty();
        return new StoredValue(
                value.map(bytes -> LatticeCodec.decode(bytes.toByteArray())),
                new StoreVersion(
                        reply.getVersion().getPartition(), reply.getVersion().getOffset()));
    }

    /** What another node, or another moment, would not change; empty for everything else. */
    private static Optional<CloudburstException> finalFailure(
            GetRequest request, List<String> owners, Throwable failure) {
        Status status = Status.fromThrowable(failure);
        return switch (status.getCode()) {
            case DEADLINE_EXCEEDED -> Optional.of(timeout(request, owners, failure));
            case OUT_OF_RANGE ->
                Optional.of(new CloudburstException(
                        ErrorCode.PAYLOAD_TOO_LARGE,
                        "what the store has under '%s' is too large to be read at once: %s"
                                .formatted(request.getKey(), status.getDescription()),
                        failure));
            case INVALID_ARGUMENT ->
                Optional.of(new CloudburstException(
                        ErrorCode.INVALID_ARGUMENT,
                        "key '%s' cannot be read: %s".formatted(request.getKey(), status.getDescription()),
                        failure));
            default -> Optional.empty();
        };
    }

    private static void later(Runnable attempt) {
        Executor delayed = CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS);
        delayed.execute(attempt);
    }

    private static CloudburstException timeout(GetRequest request, List<String> owners, Throwable cause) {
        String who = owners.isEmpty() ? "no store node owns its partition; is one running?" : "asked " + owners;
        return new CloudburstException(
                ErrorCode.TIMEOUT,
                "key '%s' (partition %d, offset %d) was not read in time: %s"
                        .formatted(
                                request.getKey(),
                                request.getAtLeast().getPartition(),
                                request.getAtLeast().getOffset(),
                                who),
                cause);
    }

    /**
     * Reads the keys that begin with a prefix, over all partitions, as of this client's own writes or later; each value as of its
     * own reading. The system's own keys are left out, unless the prefix asks for them. Waits.
     *
     * @param limit the first so many, by unsigned bytes
     * @throws CloudburstException {@link ErrorCode#TIMEOUT} if not all owners answered in time
     */
    public SortedMap<String, StoredValue> scan(String prefix, int limit, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        SortedMap<String, StoredValue> found = new TreeMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            found.putAll(scan(partition, prefix, limit, deadline));
        }
        while (found.size() > limit) {
            found.remove(found.lastKey());
        }
        return found;
    }

    private Map<String, StoredValue> scan(int partition, String prefix, int limit, long deadline) {
        boolean all = prefix.startsWith(Names.RESERVED_PREFIX);
        Map<String, StoredValue> found = new HashMap<>();
        ScanRequest.Builder request = ScanRequest.newBuilder()
                .setPrefix(prefix)
                .setAtLeast(
                        Version.newBuilder().setPartition(partition).setOffset(written.getOrDefault(partition, -1L)));
        String lastFailure = "no store node owns it; is one running?";
        for (int attempt = 0; System.nanoTime() < deadline; attempt++) {
            List<String> owners = directory.addressesOf(partition);
            if (!owners.isEmpty()) {
                try {
                    String owner = owners.get(attempt % owners.size());
                    channels.scan(owner, request.build(), deadline - System.nanoTime(), part -> {
                        for (ScanEntry entry : part.getEntriesList()) {
                            if (all || !entry.getKey().startsWith(Names.RESERVED_PREFIX)) {
                                found.put(entry.getKey(), decode(entry, part));
                            }
                            // Where another node goes on if this one does not.
                            request.setAfter(entry.getKey());
                        }
                        return found.size() < limit;
                    });
                    return found;
                } catch (StatusRuntimeException e) {
                    lastFailure = e.getStatus().toString();
                }
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS));
        }
        throw new CloudburstException(
                ErrorCode.TIMEOUT, "partition %d was not scanned in time: %s".formatted(partition, lastFailure));
    }

    private static StoredValue decode(ScanEntry entry, ScanReply part) {
        return new StoredValue(
                Optional.of(LatticeCodec.decode(entry.getValue().toByteArray())),
                new StoreVersion(
                        part.getVersion().getPartition(), part.getVersion().getOffset()));
    }

    /** As Kafka's default partitioner has it, so that other producers' updates of a key land on the same partition. */
    private int partitionOf(byte[] key) {
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    @Override
    public void close() {
        channels.close();
    }
}
