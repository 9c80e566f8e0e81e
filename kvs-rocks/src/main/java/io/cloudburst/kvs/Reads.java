package io.cloudburst.kvs;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.cloudburst.kvs.OwnedPartitions.OwnedPartition;
import io.cloudburst.kvs.rocks.CorruptValueException;
import io.cloudburst.kvs.rocks.OversizedValueException;
import io.cloudburst.kvs.rocks.PartitionClosedException;
import io.cloudburst.kvs.rocks.PartitionStore;
import io.cloudburst.kvs.rocks.StoredValue;
import io.cloudburst.kvs.rocks.TooManyWaitersException;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.lattices.MalformedLatticeException;
import io.cloudburst.protocol.GetReply;
import io.cloudburst.protocol.GetRequest;
import io.cloudburst.protocol.Topic;
import io.cloudburst.protocol.Version;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the calls that read have in common: to find a partition, to read a key, and to say what went wrong. Thread-safe. */
final class Reads {
    // For callers without a deadline.
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(Reads.class);

    private final OwnedPartitions partitions;

    Reads(OwnedPartitions partitions) {
        this.partitions = partitions;
    }

    /** @throws StatusException if it is not owned here */
    OwnedPartition partition(int number) throws StatusException {
        Optional<OwnedPartition> owned = partitions.get(number);
        if (owned.isEmpty()) {
            throw notOwned(number);
        }
        return owned.get();
    }

    static StatusException notOwned(int partition) {
        return failure(
                Status.FAILED_PRECONDITION,
                "partition " + partition + " is not owned by this node; look up its owner in the registry");
    }

    static StatusException missingVersion(String field) {
        return failure(Status.INVALID_ARGUMENT, field + " is missing; it names the partition");
    }

    static StatusException failure(Status status, String why) {
        return status.withDescription(why).asException();
    }

    /** How long the call that runs on this thread may wait. */
    static Duration timeLeft() {
        Deadline deadline = Context.current().getDeadline();
        return deadline == null
                ? LONGEST_WAIT
                : Duration.ofNanos(Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS)));
    }

    /**
     * Reads a key for a reply.
     *
     * @throws StatusException if that fails, or the reply would be too large
     */
    GetReply get(PartitionStore store, GetRequest request) throws StatusException {
        // Before the read: a value may be newer than its version says, never older.
        Version version = version(store.partition(), store.applied());
        GetReply.Builder reply = GetReply.newBuilder().setVersion(version);
        Optional<StoredValue> value =
                request.hasElement() ? element(store, request) : value(store, request.getKeyBytes());
        value.ifPresent(stored -> reply.setValue(UnsafeByteOperations.unsafeWrap(stored.encoded())));
        return reply.build();
    }

    /** The same from memory, if it is there and small; empty if it is not, or something is wrong, which {@link #get} then says. */
    Optional<GetReply> getAtOnce(PartitionStore store, GetRequest request) {
        if (request.hasElement()) {
            return Optional.empty();
        }
        Version version = version(store.partition(), store.applied());
        try {
            return store.getAtOnce(request.getKeyBytes().toByteArray()).map(stored -> GetReply.newBuilder()
                    .setVersion(version)
                    .setValue(UnsafeByteOperations.unsafeWrap(stored.encoded()))
                    .build());
        } catch (CorruptValueException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private Optional<StoredValue> element(PartitionStore store, GetRequest request) throws StatusException {
        ByteString key = request.getKeyBytes();
        Optional<StoredValue> value;
        try {
            value = store.element(key.toByteArray(), request.getElement().toByteArray(), known(request));
        } catch (CorruptValueException | RuntimeException e) {
            throw readFailure(store, key.toStringUtf8(), e);
        }
        if (value.isPresent()) {
            checkSize(key, value.get().encoded().remaining());
        }
        return value;
    }

    private static Optional<Lattice<?>> known(GetRequest request) throws StatusException {
        try {
            return request.hasKnown()
                    ? Optional.of(LatticeCodec.decode(request.getKnown().toByteArray()))
                    : Optional.empty();
        } catch (MalformedLatticeException e) {
            throw failure(
                    Status.INVALID_ARGUMENT,
                    "known of key '" + request.getKey() + "' is not an encoded lattice: " + e.getMessage());
        }
    }

    /**
     * Reads a key.
     *
     * @throws StatusException if that fails, or the value is too large for a reply
     */
    Optional<StoredValue> value(PartitionStore store, ByteString key) throws StatusException {
        try {
            return store.get(key.toByteArray(), Topic.MAX_RECORD_BYTES);
        } catch (OversizedValueException e) {
            throw tooLarge(key, e.getMessage());
        } catch (CorruptValueException | RuntimeException e) {
            throw readFailure(store, key.toStringUtf8(), e);
        }
    }

    private static StatusException tooLarge(ByteString key, String why) {
        return failure(
                Status.OUT_OF_RANGE, why + "; that is too much for a reply, of key '" + key.toStringUtf8() + "'");
    }

    /** @throws StatusException if a value is too large for a reply */
    static void checkSize(ByteString key, int bytes) throws StatusException {
        if (bytes > Topic.MAX_RECORD_BYTES) {
            throw tooLarge(key, "a value of " + bytes + " bytes, with " + Topic.MAX_RECORD_BYTES + " at most");
        }
    }

    static Version version(int partition, long offset) {
        return Version.newBuilder().setPartition(partition).setOffset(offset).build();
    }

    /** What a failed read of something is answered with. */
    static StatusException readFailure(PartitionStore store, String what, Exception failure) {
        if (failure instanceof PartitionClosedException) {
            return notOwned(store.partition());
        }
        log.error("reading '{}' of partition {} failed", what, store.partition(), failure);
        if (failure instanceof CorruptValueException) {
            return failure(
                    Status.DATA_LOSS,
                    "what is stored here under '" + what + "' can't be read; ask another replica set. Cause: "
                            + failure.getMessage());
        }
        return failure(Status.INTERNAL, String.valueOf(failure.getMessage()));
    }

    /** What a failed wait for an offset is answered with. */
    static StatusException waitFailure(OwnedPartition partition, long offset, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        PartitionStore store = partition.store();
        if (cause instanceof PartitionClosedException) {
            return notOwned(store.partition());
        }
        if (cause instanceof TooManyWaitersException) {
            return failure(Status.RESOURCE_EXHAUSTED, cause.getMessage());
        }
        if (cause instanceof TimeoutException) {
            return failure(
                    Status.DEADLINE_EXCEEDED,
                    "partition " + store.partition() + " is applied here up to offset " + store.applied()
                            + ", not yet up to " + Math.max(offset, partition.readableFrom()));
        }
        return failure(Status.INTERNAL, cause.toString());
    }
}
