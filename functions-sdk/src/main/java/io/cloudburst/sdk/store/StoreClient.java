package io.cloudburst.sdk.store;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.protocol.GetReply;
import io.cloudburst.protocol.GetRequest;
import io.cloudburst.protocol.Topic;
import io.cloudburst.protocol.Update;
import io.cloudburst.protocol.Version;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
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
    /** Partition to the highest offset that this client has written there. Never decreases. */
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

    /** The last version that this client has written to the partition of {@code key}: what a read of it demands. */
    public StoreVersion lastWritten(String key) {
        int partition = partitionOf(key.getBytes(StandardCharsets.UTF_8));
        return new StoreVersion(partition, written.getOrDefault(partition, -1L));
    }

    /**
     * Reads a key as of {@code atLeast} and this client's own writes, or later.
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
            } else if (isFinal(failure)) {
                done.completeExceptionally(timeout(request, owners, failure));
            } else {
                later(() -> attempt(request, deadline, attempt + 1, done));
            }
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

    /** The deadline is over; everything else may be better at another node, or a moment later. */
    private static boolean isFinal(Throwable failure) {
        return Status.fromThrowable(failure).getCode() == Status.Code.DEADLINE_EXCEEDED;
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

    /** As Kafka's default partitioner has it, so that other producers' updates of a key land on the same partition. */
    private int partitionOf(byte[] key) {
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    @Override
    public void close() {
        channels.close();
    }
}
