package io.cloudburst.kvs;

import com.google.protobuf.UnsafeByteOperations;
import io.cloudburst.kvs.OwnedPartitions.OwnedPartition;
import io.cloudburst.kvs.rocks.CorruptValueException;
import io.cloudburst.kvs.rocks.PartitionClosedException;
import io.cloudburst.kvs.rocks.PartitionStore;
import io.cloudburst.kvs.rocks.StoredValue;
import io.cloudburst.kvs.rocks.TooManyWaitersException;
import io.cloudburst.protocol.GetReply;
import io.cloudburst.protocol.GetRequest;
import io.cloudburst.protocol.StoreGrpc.StoreImplBase;
import io.cloudburst.protocol.Topic;
import io.cloudburst.protocol.Version;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers reads. A read that must wait for an offset takes no thread meanwhile; how many calls and how many bytes of replies are
 * under way is bounded, what comes above is refused with {@code RESOURCE_EXHAUSTED}.
 */
final class StoreService extends StoreImplBase {
    private static final int MAX_CALLS = 8_192;
    private static final int MAX_REPLY_BYTES_UNDER_WAY = 64 << 20;
    // For callers without a deadline.
    private static final Duration MAX_WAIT = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(StoreService.class);

    private final OwnedPartitions partitions;
    private final Executor executor;
    private final Semaphore calls = new Semaphore(MAX_CALLS);
    private final Semaphore replyBytes = new Semaphore(MAX_REPLY_BYTES_UNDER_WAY);

    /** @param executor runs the reads that had to wait */
    StoreService(OwnedPartitions partitions, Executor executor) {
        this.partitions = partitions;
        this.executor = executor;
    }

    @Override
    public void get(GetRequest request, StreamObserver<GetReply> observer) {
        new GetCall(request, (ServerCallStreamObserver<GetReply>) observer).begin();
    }

    /** One call; what it holds is given back when its reply is on the wire or nobody wants it any more. */
    private final class GetCall {
        private final GetRequest request;
        private final ServerCallStreamObserver<GetReply> observer;
        private CompletableFuture<Void> wait;
        private int reserved;

        GetCall(GetRequest request, ServerCallStreamObserver<GetReply> observer) {
            this.request = request;
            this.observer = observer;
        }

        void begin() {
            if (!calls.tryAcquire()) {
                refuse(Status.RESOURCE_EXHAUSTED, MAX_CALLS + " calls are under way here; try again, or another node");
                return;
            }
            observer.setOnCloseHandler(this::end);
            observer.setOnCancelHandler(this::end);
            if (!request.hasAtLeast()) {
                refuse(Status.INVALID_ARGUMENT, "at_least is missing; it names the key's partition");
                return;
            }
            Optional<OwnedPartition> owned = partitions.get(request.getAtLeast().getPartition());
            if (owned.isEmpty()) {
                refuseNotOwned();
                return;
            }
            PartitionStore store = owned.get().store();
            long needed = Math.max(request.getAtLeast().getOffset(), owned.get().readableFrom());
            if (store.applied() >= needed) {
                answer(store);
            } else {
                awaitOffset(store, needed);
            }
        }

        private void awaitOffset(PartitionStore store, long needed) {
            Deadline deadline = Context.current().getDeadline();
            Duration timeout = deadline == null
                    ? MAX_WAIT
                    : Duration.ofNanos(Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS)));
            wait = store.awaitOffset(needed, timeout);
            wait.whenCompleteAsync(
                    (applied, failure) -> {
                        if (failure == null) {
                            answer(store);
                        } else {
                            refuse(store, needed, failure);
                        }
                    },
                    executor);
        }

        private void answer(PartitionStore store) {
            // Before the read: a value may be newer than its version says, never older.
            long applied = store.applied();
            try {
                Optional<StoredValue> value = store.get(request.getKeyBytes().toByteArray());
                GetReply.Builder reply = GetReply.newBuilder()
                        .setVersion(Version.newBuilder()
                                .setPartition(store.partition())
                                .setOffset(applied));
                value.ifPresent(stored -> reply.setValue(UnsafeByteOperations.unsafeWrap(stored.encoded())));
                send(reply.build());
            } catch (PartitionClosedException e) {
                refuseNotOwned();
            } catch (CorruptValueException e) {
                log.error("key {} of partition {} can't be read", request.getKey(), store.partition(), e);
                refuse(
                        Status.DATA_LOSS,
                        "what is stored here under '" + request.getKey() + "' can't be read; ask another"
                                + " replica set. Cause: " + e.getMessage());
            } catch (RuntimeException e) {
                log.error("reading key {} of partition {} failed", request.getKey(), store.partition(), e);
                refuse(Status.INTERNAL, e.getMessage());
            }
        }

        private void send(GetReply reply) {
            int size = reply.getSerializedSize();
            if (size > Topic.MAX_RECORD_BYTES) {
                refuse(
                        Status.OUT_OF_RANGE,
                        "the value of '" + request.getKey() + "' has " + size + " bytes, more than the "
                                + Topic.MAX_RECORD_BYTES + " of a reply");
            } else if (!reserve(size)) {
                refuse(
                        Status.RESOURCE_EXHAUSTED,
                        MAX_REPLY_BYTES_UNDER_WAY + " bytes of replies are under way here; try again, or another node");
            } else if (!observer.isCancelled()) {
                observer.onNext(reply);
                observer.onCompleted();
            }
        }

        private synchronized boolean reserve(int bytes) {
            if (reserved >= 0 && replyBytes.tryAcquire(bytes)) {
                reserved = bytes;
                return true;
            }
            return false;
        }

        // Called once: gRPC either completes or cancels a call.
        private synchronized void end() {
            calls.release();
            replyBytes.release(Math.max(0, reserved));
            reserved = -1;
            if (wait != null) {
                wait.cancel(false);
            }
        }

        private void refuseNotOwned() {
            refuse(
                    Status.FAILED_PRECONDITION,
                    "partition " + request.getAtLeast().getPartition()
                            + " is not owned by this node; look up its owner in the registry");
        }

        private void refuse(PartitionStore store, long needed, Throwable failure) {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (cause instanceof PartitionClosedException) {
                refuseNotOwned();
            } else if (cause instanceof TooManyWaitersException) {
                refuse(Status.RESOURCE_EXHAUSTED, cause.getMessage());
            } else if (cause instanceof TimeoutException) {
                refuse(
                        Status.DEADLINE_EXCEEDED,
                        "partition " + store.partition() + " is applied here up to offset " + store.applied()
                                + ", not yet up to " + needed);
            } else if (!wait.isCancelled()) {
                refuse(Status.INTERNAL, cause.toString());
            }
        }

        private void refuse(Status status, String why) {
            observer.onError(status.withDescription(why).asRuntimeException());
        }
    }
}
