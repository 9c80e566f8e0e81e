package io.cloudburst.kvs;

import io.cloudburst.kvs.OwnedPartitions.OwnedPartition;
import io.cloudburst.protocol.GetReply;
import io.cloudburst.protocol.GetRequest;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The read of one key. What was written only now lies in memory: it is answered by the thread that brings the call, or that applies
 * the awaited offset, without another one that would first have to wake. Other values are read by the executor. While it waits for
 * an offset it takes no thread; what it holds of the limits it gives back when its reply is on the wire, or nobody wants it any
 * more.
 */
final class GetCall {
    // More readers of one write would keep the log waiting.
    private static final int ANSWERED_BY_THE_APPLIER = 8;

    private final GetRequest request;
    private final ServerCallStreamObserver<GetReply> observer;
    private final Reads reads;
    private final CallLimits limits;
    private CompletableFuture<Void> wait = CompletableFuture.completedFuture(null);
    // Of the limits; less than none once the call is over.
    private int replyBytes;

    GetCall(GetRequest request, ServerCallStreamObserver<GetReply> observer, Reads reads, CallLimits limits) {
        this.request = request;
        this.observer = observer;
        this.reads = reads;
        this.limits = limits;
    }

    /** @param executor reads what does not lie in memory */
    void begin(Executor executor) {
        if (!limits.calls().tryAcquire()) {
            observer.onError(Reads.failure(
                    Status.RESOURCE_EXHAUSTED,
                    CallLimits.MAX_CALLS + " calls are under way here; try again, or another node"));
            return;
        }
        observer.setOnCloseHandler(this::end);
        observer.setOnCancelHandler(this::end);
        try {
            if (!request.hasAtLeast()) {
                throw Reads.missingVersion("at_least");
            }
            OwnedPartition partition = reads.partition(request.getAtLeast().getPartition());
            long offset = request.getAtLeast().getOffset();
            if (!partition.hasApplied(offset)) {
                wait = partition.await(offset, Reads.timeLeft());
                wait.whenComplete((applied, failure) -> {
                    boolean isCrowd = partition.store().waiting() > ANSWERED_BY_THE_APPLIER;
                    if (failure != null || isCrowd || !answerAtOnce(partition)) {
                        executor.execute(() -> goOn(partition, offset, failure));
                    }
                });
            } else if (!partition.isRecent(offset) || !answerAtOnce(partition)) {
                executor.execute(() -> goOn(partition, offset, null));
            }
        } catch (StatusException e) {
            observer.onError(e);
        }
    }

    private void goOn(OwnedPartition partition, long offset, Throwable failure) {
        if (wait.isCancelled()) {
            return;
        }
        try {
            if (failure != null) {
                throw Reads.waitFailure(partition, offset, failure);
            }
            answer(partition);
        } catch (StatusException e) {
            observer.onError(e);
        }
    }

    /** Answers if what is asked for is at hand; never waits. */
    private boolean answerAtOnce(OwnedPartition partition) {
        Optional<GetReply> reply = reads.getAtOnce(partition.store(), request);
        if (reply.isEmpty() || wait.isCancelled()) {
            return false;
        }
        try {
            send(reply.get());
        } catch (StatusException e) {
            observer.onError(e);
        }
        return true;
    }

    private void answer(OwnedPartition partition) throws StatusException {
        send(reads.get(partition.store(), request));
    }

    private void send(GetReply reply) throws StatusException {
        if (!reserve(reply.getSerializedSize())) {
            throw Reads.failure(
                    Status.RESOURCE_EXHAUSTED,
                    CallLimits.MAX_REPLY_BYTES + " bytes of replies are under way here; try again, or another node");
        }
        observer.onNext(reply);
        observer.onCompleted();
    }

    private synchronized boolean reserve(int bytes) {
        if (replyBytes >= 0 && limits.replyBytes().tryAcquire(bytes)) {
            replyBytes = bytes;
            return true;
        }
        return false;
    }

    // Called once: gRPC either completes or cancels a call.
    private synchronized void end() {
        limits.calls().release();
        limits.replyBytes().release(Math.max(0, replyBytes));
        replyBytes = -1;
        wait.cancel(false);
    }
}
