package io.cloudburst.sdk.store;

import io.cloudburst.protocol.GetPartsReply;
import io.cloudburst.protocol.GetReply;
import io.cloudburst.protocol.GetRequest;
import io.cloudburst.protocol.MultiGetReply;
import io.cloudburst.protocol.MultiGetRequest;
import io.cloudburst.protocol.ScanReply;
import io.cloudburst.protocol.ScanRequest;
import io.cloudburst.protocol.StoreGrpc;
import io.cloudburst.protocol.StoreGrpc.StoreStub;
import io.cloudburst.protocol.Topic;
import io.cloudburst.protocol.WatchReply;
import io.cloudburst.protocol.WatchRequest;
import io.cloudburst.protocol.trace.TracedClient;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One connection to each store node, opened at first use. A node that is gone costs an idle channel, which closes its
 * connection by itself; nodes are few and keep their addresses. Calls end exceptionally with gRPC's status.
 */
final class StoreChannels implements AutoCloseable {
    // A connection that is dead without a word breaks after both: cached values are not older than that. Nodes permit
    // it.
    private static final long KEEP_ALIVE_SECONDS = 10;
    private static final long KEEP_ALIVE_TIMEOUT_SECONDS = 3;

    private final NodeConnections connections;
    private final ConnectionThreads threads = new ConnectionThreads();
    private final ConcurrentHashMap<String, ManagedChannel> channels = new ConcurrentHashMap<>();

    StoreChannels(NodeConnections connections) {
        this.connections = connections;
    }

    /** Completes on the connection's thread: what follows must not block. */
    CompletableFuture<GetReply> get(String address, GetRequest request, long timeoutNanos) {
        CompletableFuture<GetReply> done = new CompletableFuture<>();
        Parts<GetRequest, GetReply> reply = new Parts<>(part -> {
            done.complete(part);
            return true;
        });
        reply.end.whenComplete((end, failure) -> done.completeExceptionally(
                failure != null ? failure : new IllegalStateException(address + " answered without a reply")));
        stub(address, timeoutNanos).get(request, reply);
        return done;
    }

    /** All fragments of a value; a node sends no more than 64 MiB of them. */
    CompletableFuture<List<GetPartsReply>> getParts(String address, GetRequest request, long timeoutNanos) {
        List<GetPartsReply> fragments = new ArrayList<>();
        Parts<GetRequest, GetPartsReply> parts = new Parts<>(fragment -> {
            fragments.add(fragment);
            return true;
        });
        stub(address, timeoutNanos).getParts(request, parts);
        return parts.end.thenApply(end -> fragments);
    }

    /** Completes when all parts have been taken. */
    CompletableFuture<Void> multiGet(
            String address, MultiGetRequest request, long timeoutNanos, Consumer<MultiGetReply> taker) {
        Parts<MultiGetRequest, MultiGetReply> parts = new Parts<>(part -> {
            taker.accept(part);
            return true;
        });
        stub(address, timeoutNanos).multiGet(request, parts);
        return parts.end;
    }

    /**
     * Completes when all parts have been taken, or enough.
     *
     * @param more takes a part, and says whether it wants another
     */
    CompletableFuture<Void> scan(String address, ScanRequest request, long timeoutNanos, Predicate<ScanReply> more) {
        Parts<ScanRequest, ScanReply> parts = new Parts<>(more);
        stub(address, timeoutNanos).scan(request, parts);
        return parts.end;
    }

    /** Begins a stream that goes on until one side ends it. */
    void watch(String address, ClientResponseObserver<WatchRequest, WatchReply> watcher) {
        // Not that of the call in which it happens to begin.
        Context.ROOT.run(() -> StoreGrpc.newStub(channel(address)).watch(watcher));
    }

    private StoreStub stub(String address, long timeoutNanos) {
        return StoreGrpc.newStub(channel(address)).withDeadlineAfter(timeoutNanos, TimeUnit.NANOSECONDS);
    }

    private ManagedChannel channel(String address) {
        return channels.computeIfAbsent(address, this::open);
    }

    private ManagedChannel open(String address) {
        return threads.addTo(connections.to(address))
                // A reply is little work, and every handover to another thread is a part of what a read takes.
                .directExecutor()
                .intercept(new TracedClient())
                .maxInboundMessageSize(Topic.MAX_RECORD_BYTES + 1024)
                .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .build();
    }

    /** Takes the parts of an answer one by one; the next comes when one has been taken. */
    private static final class Parts<Q, R> implements ClientResponseObserver<Q, R> {
        private final Predicate<R> more;
        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private ClientCallStreamObserver<Q> call;

        /** @param more whether it wants another; where it throws, that is how the call ends */
        Parts(Predicate<R> more) {
            this.more = more;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<Q> started) {
            call = started;
            call.disableAutoRequestWithInitial(1);
        }

        @Override
        public void onNext(R part) {
            try {
                if (more.test(part)) {
                    call.request(1);
                    return;
                }
                end.complete(null);
            } catch (RuntimeException e) {
                end.completeExceptionally(e);
            }
            call.cancel("it has enough", null);
        }

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {
            end.complete(null);
        }
    }

    @Override
    public void close() {
        channels.values().forEach(ManagedChannel::shutdownNow);
        threads.close();
    }
}
