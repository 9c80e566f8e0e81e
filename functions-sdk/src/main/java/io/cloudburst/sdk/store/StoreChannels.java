package io.cloudburst.sdk.store;

import io.cloudburst.protocol.GetReply;
import io.cloudburst.protocol.GetRequest;
import io.cloudburst.protocol.ScanReply;
import io.cloudburst.protocol.ScanRequest;
import io.cloudburst.protocol.StoreGrpc;
import io.cloudburst.protocol.Topic;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * One connection to each store node, opened at first use. A node that is gone costs an idle channel, which closes its
 * connection by itself; nodes are few and keep their addresses.
 */
final class StoreChannels implements AutoCloseable {
    private final ConcurrentHashMap<String, ManagedChannel> channels = new ConcurrentHashMap<>();

    /** Completes on the connection's thread: what follows must not block. */
    CompletableFuture<GetReply> get(String address, GetRequest request, long timeoutNanos) {
        CompletableFuture<GetReply> done = new CompletableFuture<>();
        StoreGrpc.newStub(channels.computeIfAbsent(address, StoreChannels::open))
                .withDeadlineAfter(timeoutNanos, TimeUnit.NANOSECONDS)
                .get(request, new StreamObserver<>() {
                    @Override
                    public void onNext(GetReply reply) {
                        done.complete(reply);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        done.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {
                        done.completeExceptionally(new IllegalStateException(address + " answered without a reply"));
                    }
                });
        return done;
    }

    /**
     * Throws {@link io.grpc.StatusRuntimeException} where the stream breaks.
     *
     * @param more takes a part, and says whether it wants another
     */
    void scan(String address, ScanRequest request, long timeoutNanos, Predicate<ScanReply> more) {
        Context.CancellableContext stream = Context.current().withCancellation();
        try {
            stream.run(() -> {
                Iterator<ScanReply> parts = StoreGrpc.newBlockingStub(
                                channels.computeIfAbsent(address, StoreChannels::open))
                        .withDeadlineAfter(timeoutNanos, TimeUnit.NANOSECONDS)
                        .scan(request);
                while (parts.hasNext() && more.test(parts.next())) {
                    // Until one of them has had enough.
                }
            });
        } finally {
            stream.cancel(null);
        }
    }

    private static ManagedChannel open(String address) {
        return NettyChannelBuilder.forTarget(address)
                .usePlaintext()
                // A reply is little work, and every handover to another thread is a part of what a read takes.
                .directExecutor()
                .maxInboundMessageSize(Topic.MAX_RECORD_BYTES + 1024)
                .build();
    }

    @Override
    public void close() {
        channels.values().forEach(ManagedChannel::shutdownNow);
    }
}
