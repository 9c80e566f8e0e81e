package io.cloudburst.kvs;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.cloudburst.kvs.OwnedPartitions.OwnedPartition;
import io.cloudburst.kvs.rocks.KeyWatcher;
import io.cloudburst.kvs.rocks.PartitionClosedException;
import io.cloudburst.kvs.rocks.PartitionStore;
import io.cloudburst.kvs.rocks.StoredValue;
import io.cloudburst.protocol.Change;
import io.cloudburst.protocol.Version;
import io.cloudburst.protocol.WatchFailure;
import io.cloudburst.protocol.WatchReply;
import io.cloudburst.protocol.WatchRequest;
import io.cloudburst.protocol.WatchedKey;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One client's watch of keys. Three sides meet here: the client's requests, the partitions' owners that tell changes, and the task
 * that sends, one at a time, when there is something to send and the client has room. Owners only put changes into a bounded queue;
 * a client for which it becomes too long is dropped.
 */
final class WatchCall implements StreamObserver<WatchRequest>, KeyWatcher {
    // That nothing has changed is news too, but not urgent.
    private static final Duration BETWEEN_PROGRESS = Duration.ofMillis(5);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final int REPLIES_AT_A_TIME = 8;

    private final ServerCallStreamObserver<WatchReply> observer;
    private final Reads reads;
    private final CallLimits limits;
    private final Executor executor;
    private final Consumer<WatchCall> onEnd;
    private final WatchQueue queue = new WatchQueue();
    // Watched, but what they had is not sent yet.
    private final Queue<Beginning> beginnings = new ConcurrentLinkedQueue<>();
    // How often sending was asked for since it began.
    private final AtomicInteger wakes = new AtomicInteger();
    private final AtomicBoolean progressIsDue = new AtomicBoolean();
    // By partition. Guarded by this, as all that follows.
    private final Map<Integer, Watched> watched = new HashMap<>();
    private boolean released;
    // Null while the call goes on.
    private Runnable ending;
    // Of the sending task alone.
    private boolean ended;

    private WatchCall(
            ServerCallStreamObserver<WatchReply> observer,
            Reads reads,
            CallLimits limits,
            Executor executor,
            Consumer<WatchCall> onEnd) {
        this.observer = observer;
        this.reads = reads;
        this.limits = limits;
        this.executor = executor;
        this.onEnd = onEnd;
    }

    /**
     * Takes a call that has just come in.
     *
     * @param executor reads and sends
     * @param onEnd is told once when it is over
     * @throws StatusException if there are too many
     */
    static WatchCall open(
            ServerCallStreamObserver<WatchReply> observer,
            Reads reads,
            CallLimits limits,
            Executor executor,
            Consumer<WatchCall> onEnd)
            throws StatusException {
        if (!limits.streams().tryAcquire()) {
            throw ReplyPump.tooManyStreams();
        }
        WatchCall call = new WatchCall(observer, reads, limits, executor, onEnd);
        observer.setOnReadyHandler(call::wake);
        observer.setOnCloseHandler(call::release);
        observer.setOnCancelHandler(call::release);
        return call;
    }

    @Override
    public void onNext(WatchRequest request) {
        request.getUnwatchList().forEach(this::unwatch);
        for (WatchedKey key : request.getWatchList()) {
            try {
                watch(key);
            } catch (StatusException e) {
                end(e);
                return;
            }
        }
        wake();
    }

    private void watch(WatchedKey key) throws StatusException {
        if (!key.hasHave()) {
            throw Reads.missingVersion("have of key '" + key.getKey() + "'");
        }
        int partition = key.getHave().getPartition();
        OwnedPartition owned;
        try {
            owned = reads.partition(partition);
        } catch (StatusException e) {
            queue.lost(partition);
            return;
        }
        if (!register(owned.store(), key.getKeyBytes())) {
            return;
        }
        owned.await(key.getHave().getOffset(), LONGEST_WAIT)
                .whenCompleteAsync(
                        (applied, failure) -> {
                            if (failure == null) {
                                beginnings.add(new Beginning(key, owned));
                            } else {
                                fail(key, Reads.waitFailure(owned, key.getHave().getOffset(), failure));
                            }
                            wake();
                        },
                        executor);
    }

    private synchronized boolean register(PartitionStore store, ByteString key) throws StatusException {
        if (released) {
            return false;
        }
        Watched partition = watched.get(store.partition());
        if (partition == null || partition.store() != store) {
            // Another store: the partition has gone and come back.
            forget(store.partition());
            partition = new Watched(store, new HashSet<>());
            watched.put(store.partition(), partition);
        }
        if (partition.keys().contains(key)) {
            return true;
        }
        if (!limits.watchedKeys().tryAcquire()) {
            throw Reads.failure(
                    Status.RESOURCE_EXHAUSTED,
                    CallLimits.MAX_WATCHED_KEYS + " keys are watched here; watch fewer, or at another node");
        }
        partition.keys().add(key);
        try {
            store.watch(key.toByteArray(), this);
            return true;
        } catch (PartitionClosedException e) {
            forget(store.partition());
            queue.lost(store.partition());
            return false;
        }
    }

    private synchronized void unwatch(WatchedKey key) {
        Watched partition = watched.get(key.getHave().getPartition());
        if (partition != null && partition.keys().remove(key.getKeyBytes())) {
            limits.watchedKeys().release();
            partition.store().unwatch(key.getKeyBytes().toByteArray(), this);
        }
    }

    /** Gives back what a partition's keys have taken. */
    private synchronized void forget(int partition) {
        Watched gone = watched.remove(partition);
        if (gone != null) {
            limits.watchedKeys().release(gone.keys().size());
            gone.keys().forEach(key -> gone.store().unwatch(key.toByteArray(), this));
        }
    }

    private void fail(WatchedKey key, StatusException why) {
        unwatch(key);
        WatchFailure failure = WatchFailure.newBuilder()
                .setKey(key)
                .setFailure(MultiGetCall.toReadFailure(why))
                .build();
        if (!queue.add(failure)) {
            end(tooSlow());
        }
    }

    @Override
    public void changed(int partition, byte[] key, StoredValue delta) {
        ByteString keyBytes = UnsafeByteOperations.unsafeWrap(key);
        Version version = Reads.version(partition, delta.offset());
        try {
            Reads.checkSize(keyBytes, delta.encoded().remaining());
        } catch (StatusException e) {
            fail(WatchedKey.newBuilder().setKeyBytes(keyBytes).setHave(version).build(), e);
            return;
        }
        Change change = Change.newBuilder()
                .setKeyBytes(keyBytes)
                .setDelta(UnsafeByteOperations.unsafeWrap(delta.encoded()))
                .setVersion(version)
                .build();
        if (!queue.add(change)) {
            end(tooSlow());
        }
    }

    @Override
    public void purged(int partition, byte[] key) {
        WatchedKey watched = WatchedKey.newBuilder()
                .setKeyBytes(UnsafeByteOperations.unsafeWrap(key))
                .setHave(Reads.version(partition, -1))
                .build();
        fail(
                watched,
                Reads.failure(
                        Status.NOT_FOUND,
                        "'" + watched.getKey() + "' was deleted or had expired long ago, and is purged; forget what you"
                                + " have of it, and watch it anew"));
        // With its last key here it hears no more of the partition, which would wake it.
        wake();
    }

    private static StatusException tooSlow() {
        return Reads.failure(
                Status.RESOURCE_EXHAUSTED,
                "more than " + WatchQueue.MAX_BYTES
                        + " bytes of changes wait for this client; watch fewer keys, or read"
                        + " faster, and begin anew: some were left out");
    }

    @Override
    public void applied(int partition, long offset) {
        queue.applied(partition, offset);
        if (queue.isUrgent()) {
            wake();
        } else if (progressIsDue.compareAndSet(false, true)) {
            CompletableFuture.delayedExecutor(BETWEEN_PROGRESS.toMillis(), TimeUnit.MILLISECONDS, executor)
                    .execute(() -> {
                        progressIsDue.set(false);
                        wake();
                    });
        }
    }

    @Override
    public void closed(int partition) {
        forget(partition);
        queue.lost(partition);
        wake();
    }

    /** The client has closed its side. */
    @Override
    public void onCompleted() {
        end(observer::onCompleted);
    }

    /** The client has cancelled: {@link #release} does the rest. */
    @Override
    public void onError(Throwable failure) {
        release();
    }

    /** Ends the call with a failure. */
    void end(StatusException failure) {
        end(() -> observer.onError(failure));
    }

    private synchronized void end(Runnable how) {
        if (ending == null) {
            ending = how;
            release();
            wake();
        }
    }

    // Called at least once for every call.
    private synchronized void release() {
        if (!released) {
            released = true;
            limits.streams().release();
            onEnd.accept(this);
            Set.copyOf(watched.keySet()).forEach(this::forget);
        }
    }

    private synchronized Runnable ending() {
        return ending;
    }

    /** Has the sending task run, now or once more. */
    private void wake() {
        if (wakes.getAndIncrement() == 0) {
            executor.execute(this::sendUntilNobodyWakes);
        }
    }

    private void sendUntilNobodyWakes() {
        int seen = wakes.get();
        boolean more = send();
        if (wakes.addAndGet(-seen) != 0) {
            executor.execute(this::sendUntilNobodyWakes);
        } else if (more) {
            wake();
        }
    }

    /** Sends what there is and the client has room for; whether there may be more, because others shall have the thread too. */
    private boolean send() {
        for (int sent = 0; sent < REPLIES_AT_A_TIME; sent++) {
            if (ended || observer.isCancelled()) {
                return false;
            }
            Runnable how = ending();
            if (how != null) {
                ended = true;
                how.run();
                return false;
            }
            if (!observer.isReady()) {
                return false;
            }
            while (!queue.fillsReply() && !beginnings.isEmpty()) {
                begin(beginnings.remove());
            }
            Optional<WatchReply> reply = queue.next();
            if (reply.isEmpty()) {
                return !beginnings.isEmpty();
            }
            observer.onNext(reply.get());
        }
        return true;
    }

    /** Reads what a key has, now that its changes are told. */
    private void begin(Beginning beginning) {
        WatchedKey key = beginning.key();
        PartitionStore store = beginning.owned().store();
        // Before the read: what comes after it is told.
        long applied = store.applied();
        try {
            Change.Builder initial = Change.newBuilder()
                    .setKey(key.getKey())
                    .setVersion(Reads.version(store.partition(), applied))
                    .setInitial(true);
            reads.value(store, key.getKeyBytes())
                    .filter(value -> value.offset() > key.getHave().getOffset())
                    .ifPresent(value -> initial.setDelta(UnsafeByteOperations.unsafeWrap(value.encoded()))
                            .setVersion(Reads.version(store.partition(), value.offset())));
            if (!queue.add(initial.build())) {
                end(tooSlow());
            }
        } catch (StatusException e) {
            fail(key, e);
        }
    }

    /** @param keys that are watched */
    private record Watched(PartitionStore store, Set<ByteString> keys) {}

    private record Beginning(WatchedKey key, OwnedPartition owned) {}
}
