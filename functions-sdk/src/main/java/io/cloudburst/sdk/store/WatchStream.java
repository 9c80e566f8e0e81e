package io.cloudburst.sdk.store;

import io.cloudburst.protocol.Change;
import io.cloudburst.protocol.Version;
import io.cloudburst.protocol.WatchFailure;
import io.cloudburst.protocol.WatchReply;
import io.cloudburst.protocol.WatchRequest;
import io.cloudburst.protocol.WatchedKey;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * One stream to a store node, which pushes the changes of the keys that it is asked to watch. A partition that the node has lost
 * stays lost on this stream, so that what is still on its way is never taken for news; the keys need another stream then.
 *
 * <p>Any thread asks; replies come one at a time. Its lock is the innermost: nobody is called while it is held but gRPC, to send.
 */
final class WatchStream implements ClientResponseObserver<WatchRequest, WatchReply> {
    /** What is told of a partition that is not watched here any more. */
    static final long LOST = Long.MIN_VALUE;

    private static final int MAX_WAITING_WATCHES = 1_000;
    private static final int MAX_WAITING = 100_000;

    /** Is told what comes, in order. */
    interface Listener {
        void changed(WatchStream stream, Change change);

        void failed(WatchStream stream, WatchedKey key);

        void lost(WatchStream stream, int partition);

        /** All its keys are lost. The last that is told. */
        void ended(WatchStream stream, Throwable why);
    }

    private final Listener listener;
    /** By partition: every change up to here has been told to the listener; {@link #LOST} is final. */
    private final AtomicLongArray told;
    /** How many watches of a key were asked for whose initial change has not come. Guarded by this, as all that follows. */
    private final Map<String, Integer> beginnings = new HashMap<>();
    /** Not sent yet, in this order. */
    private final Queue<WatchRequest> waiting = new ArrayDeque<>();

    private ClientCallStreamObserver<WatchRequest> call;
    private boolean ended;

    WatchStream(int partitions, Listener listener) {
        this.listener = listener;
        this.told = new AtomicLongArray(partitions);
        for (int partition = 0; partition < partitions; partition++) {
            told.setPlain(partition, -1);
        }
    }

    /** Up to which offset all changes of watched keys have been told, or {@link #LOST}. */
    long toldOf(int partition) {
        return told.get(partition);
    }

    /**
     * Asks for a key.
     *
     * @param have the offset up to which its value is here already
     * @return whether it will be watched
     */
    synchronized boolean watch(String key, int partition, long have) {
        if (ended || told.get(partition) == LOST || waiting.size() >= MAX_WAITING_WATCHES) {
            return false;
        }
        beginnings.merge(key, 1, Integer::sum);
        send(WatchRequest.newBuilder().addWatch(watched(key, partition, have)));
        return true;
    }

    synchronized void unwatch(String key, int partition) {
        if (ended || told.get(partition) == LOST) {
            return;
        }
        if (waiting.size() >= MAX_WAITING) {
            end("the node does not take requests");
            return;
        }
        send(WatchRequest.newBuilder().addUnwatch(watched(key, partition, -1)));
    }

    private static WatchedKey watched(String key, int partition, long have) {
        return WatchedKey.newBuilder()
                .setKey(key)
                .setHave(StoreCodec.version(partition, have))
                .build();
    }

    private void send(WatchRequest.Builder request) {
        waiting.add(request.build());
        flush();
    }

    private synchronized void flush() {
        while (!ended && !waiting.isEmpty() && call.isReady()) {
            call.onNext(waiting.remove());
        }
    }

    /**
     * Counts an initial change. A key that was watched, unwatched and watched again has several on their way, and only the last one
     * is the beginning of what is told without a gap.
     *
     * @return whether it was the last
     */
    synchronized boolean begun(String key) {
        Integer left = beginnings.computeIfPresent(key, (k, count) -> count == 1 ? null : count - 1);
        return left == null;
    }

    /** Ends it; the listener hears of that in its turn. */
    synchronized void end(String why) {
        if (!ended) {
            ended = true;
            forgetAll();
            call.cancel(why, null);
        }
    }

    private void forgetAll() {
        waiting.clear();
        beginnings.clear();
        for (int partition = 0; partition < told.length(); partition++) {
            told.set(partition, LOST);
        }
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<WatchRequest> started) {
        call = started;
        call.setOnReadyHandler(this::flush);
    }

    @Override
    public void onNext(WatchReply reply) {
        reply.getChangesList().forEach(change -> listener.changed(this, change));
        for (WatchFailure failure : reply.getFailedList()) {
            // That it has become too large says nothing of a later watch, which may be on its way.
            if (failure.getFailure().getCode() != Status.Code.OUT_OF_RANGE.value()) {
                begun(failure.getKey().getKey());
            }
            listener.failed(this, failure.getKey());
        }
        // After the changes: who sees the offset sees them.
        for (Version version : reply.getAppliedList()) {
            told.updateAndGet(
                    version.getPartition(), last -> last == LOST ? LOST : Math.max(last, version.getOffset()));
        }
        for (int partition : reply.getLostList()) {
            told.set(partition, LOST);
            listener.lost(this, partition);
        }
    }

    @Override
    public void onError(Throwable failure) {
        synchronized (this) {
            ended = true;
            forgetAll();
        }
        listener.ended(this, failure);
    }

    @Override
    public void onCompleted() {
        onError(new IllegalStateException("the node has ended the stream"));
    }
}
