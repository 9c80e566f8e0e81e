package io.cloudburst.kvs;

import io.cloudburst.kvs.OwnedPartitions.OwnedPartition;
import io.cloudburst.kvs.rocks.PartitionClosedException;
import io.cloudburst.kvs.rocks.PartitionStore;
import io.cloudburst.protocol.BackupReply;
import io.cloudburst.protocol.BackupRequest;
import io.cloudburst.protocol.GetPartsReply;
import io.cloudburst.protocol.GetReply;
import io.cloudburst.protocol.GetRequest;
import io.cloudburst.protocol.MultiGetReply;
import io.cloudburst.protocol.MultiGetRequest;
import io.cloudburst.protocol.PartitionStatus;
import io.cloudburst.protocol.ScanReply;
import io.cloudburst.protocol.ScanRequest;
import io.cloudburst.protocol.StatusReply;
import io.cloudburst.protocol.StatusRequest;
import io.cloudburst.protocol.StoreGrpc.StoreImplBase;
import io.cloudburst.protocol.WatchReply;
import io.cloudburst.protocol.WatchRequest;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Answers reads. One that must wait for an offset takes no thread meanwhile; how much is under way is bounded ({@link CallLimits}),
 * what comes above is refused with {@code RESOURCE_EXHAUSTED}.
 */
final class StoreService extends StoreImplBase {
    private final String name;
    private final int replicaSet;
    private final OwnedPartitions partitions;
    private final Optional<BackupSchedule> backups;
    private final Reads reads;
    private final Executor executor;
    private final CallLimits limits = new CallLimits();
    private final Set<WatchCall> watches = ConcurrentHashMap.newKeySet();

    /** @param executor goes on with calls that had to wait, and sends streams */
    StoreService(
            String name,
            int replicaSet,
            OwnedPartitions partitions,
            Optional<BackupSchedule> backups,
            Executor executor) {
        this.name = name;
        this.replicaSet = replicaSet;
        this.partitions = partitions;
        this.backups = backups;
        this.reads = new Reads(partitions);
        this.executor = executor;
    }

    @Override
    public void get(GetRequest request, StreamObserver<GetReply> observer) {
        new GetCall(request, (ServerCallStreamObserver<GetReply>) observer, reads, limits).begin(executor);
    }

    @Override
    public void multiGet(MultiGetRequest request, StreamObserver<MultiGetReply> observer) {
        try {
            MultiGetCall call = new MultiGetCall(request, reads);
            ReplyPump<MultiGetReply> pump =
                    ReplyPump.open((ServerCallStreamObserver<MultiGetReply>) observer, limits, executor);
            pump.await(call.beginWaits(Reads.timeLeft())).thenRunAsync(() -> pump.start(call), executor);
        } catch (StatusException e) {
            observer.onError(e);
        }
    }

    @Override
    public void getParts(GetRequest request, StreamObserver<GetPartsReply> observer) {
        try {
            if (!request.hasAtLeast()) {
                throw Reads.missingVersion("at_least");
            }
            if (request.hasElement()) {
                throw Reads.failure(Status.INVALID_ARGUMENT, "an element of a value has no parts; read it with Get");
            }
            long offset = request.getAtLeast().getOffset();
            OwnedPartition partition = reads.partition(request.getAtLeast().getPartition());
            ReplyPump<GetPartsReply> pump =
                    ReplyPump.open((ServerCallStreamObserver<GetPartsReply>) observer, limits, executor);
            Duration time = Reads.timeLeft();
            CompletableFuture<Void> wait = partition.await(offset, time);
            pump.await(List.of(wait));
            wait.whenCompleteAsync(
                    (applied, failure) -> {
                        if (failure == null) {
                            pump.start(new GetPartsCall(request.getKeyBytes(), partition.store()));
                        } else {
                            pump.fail(Reads.waitFailure(partition, offset, failure));
                        }
                    },
                    executor);
            // A caller without a deadline must not keep a view of the partition for ever.
            CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS, executor)
                    .execute(() -> pump.fail(Reads.failure(
                            Status.DEADLINE_EXCEEDED, "the parts of a value were not taken within " + time)));
        } catch (StatusException e) {
            observer.onError(e);
        }
    }

    @Override
    public void scan(ScanRequest request, StreamObserver<ScanReply> observer) {
        try {
            if (!request.hasAtLeast()) {
                throw Reads.missingVersion("at_least");
            }
            if (request.getLimit() < 0) {
                throw Reads.failure(Status.INVALID_ARGUMENT, "limit " + request.getLimit() + " must not be negative");
            }
            long offset = request.getAtLeast().getOffset();
            OwnedPartition partition = reads.partition(request.getAtLeast().getPartition());
            ReplyPump<ScanReply> pump =
                    ReplyPump.open((ServerCallStreamObserver<ScanReply>) observer, limits, executor);
            CompletableFuture<Void> wait = partition.await(offset, Reads.timeLeft());
            pump.await(List.of(wait));
            wait.whenCompleteAsync(
                    (applied, failure) -> {
                        if (failure == null) {
                            pump.start(new ScanCall(request, partition.store()));
                        } else {
                            pump.fail(Reads.waitFailure(partition, offset, failure));
                        }
                    },
                    executor);
        } catch (StatusException e) {
            observer.onError(e);
        }
    }

    @Override
    public StreamObserver<WatchRequest> watch(StreamObserver<WatchReply> observer) {
        try {
            WatchCall call = WatchCall.open(
                    (ServerCallStreamObserver<WatchReply>) observer, reads, limits, executor, watches::remove);
            watches.add(call);
            return call;
        } catch (StatusException e) {
            observer.onError(e);
            return new IgnoredRequests();
        }
    }

    @Override
    public void status(StatusRequest request, StreamObserver<StatusReply> observer) {
        StatusReply.Builder reply = StatusReply.newBuilder().setName(name).setReplicaSet(replicaSet);
        for (int number : partitions.numbers()) {
            partitions.get(number).flatMap(StoreService::describe).ifPresent(reply::addPartitions);
        }
        observer.onNext(reply.build());
        observer.onCompleted();
    }

    @Override
    public void backup(BackupRequest request, StreamObserver<BackupReply> observer) {
        if (backups.isEmpty()) {
            observer.onError(Reads.failure(
                    Status.FAILED_PRECONDITION,
                    "store node " + name + " was given no directory for backups; start it with one"));
            return;
        }
        new BackupCall(backups.get(), partitions.numbers())
                .answer((ServerCallStreamObserver<BackupReply>) observer, executor);
    }

    private static Optional<PartitionStatus> describe(OwnedPartition partition) {
        PartitionStore store = partition.store();
        try {
            return Optional.of(PartitionStatus.newBuilder()
                    .setApplied(Reads.version(store.partition(), store.applied()))
                    .setReadableFrom(partition.readableFrom())
                    .setKeys(store.estimatedKeys())
                    .setBytes(store.storedBytes())
                    .build());
        } catch (PartitionClosedException e) {
            // It has gone since it was looked up.
            return Optional.empty();
        }
    }

    /** Ends the calls that would not end by themselves. */
    void endWatches() {
        watches.forEach(watch ->
                watch.end(Reads.failure(Status.UNAVAILABLE, "store node " + name + " stops; look up the new owners")));
    }

    /** Of a call that was refused. */
    private static final class IgnoredRequests implements StreamObserver<WatchRequest> {
        @Override
        public void onNext(WatchRequest request) {
            // The client has yet to hear that it was refused.
        }

        @Override
        public void onError(Throwable failure) {
            // It has heard.
        }

        @Override
        public void onCompleted() {
            // It has heard.
        }
    }
}
