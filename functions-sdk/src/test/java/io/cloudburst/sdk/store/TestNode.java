package io.cloudburst.sdk.store;

import com.google.protobuf.ByteString;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.protocol.Change;
import io.cloudburst.protocol.GetReply;
import io.cloudburst.protocol.GetRequest;
import io.cloudburst.protocol.MultiGetReply;
import io.cloudburst.protocol.MultiGetRequest;
import io.cloudburst.protocol.MultiGetResult;
import io.cloudburst.protocol.ReadFailure;
import io.cloudburst.protocol.ScanEntry;
import io.cloudburst.protocol.ScanReply;
import io.cloudburst.protocol.ScanRequest;
import io.cloudburst.protocol.StoreGrpc.StoreImplBase;
import io.cloudburst.protocol.WatchFailure;
import io.cloudburst.protocol.WatchReply;
import io.cloudburst.protocol.WatchRequest;
import io.cloudburst.protocol.WatchedKey;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;

/** A store node in memory that keeps to the protocol of {@code store.proto}, with its pace and its failures in a test's hands. */
final class TestNode extends StoreImplBase implements AutoCloseable {
    private final Server server;
    private final String address;
    private final Set<Integer> owned = new HashSet<>();
    private final Map<Integer, Long> applied = new HashMap<>();
    private final Map<String, TestLog.Entry> values = new TreeMap<>(KeyOrder.INSTANCE);
    private final List<Watch> watches = new ArrayList<>();
    private final Set<String> failing = new HashSet<>();
    private final List<Integer> requestedKeys = new ArrayList<>();
    private boolean pushesHeld;
    private int reads;
    private int scans;
    private int keysPerScanPart = Integer.MAX_VALUE;
    private int breakScansAfter = Integer.MAX_VALUE;

    TestNode(TestLog log) {
        for (int partition = 0; partition < log.partitions(); partition++) {
            applied.put(partition, -1L);
            owned.add(partition);
        }
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                    .addService(this)
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        address = "127.0.0.1:" + server.getPort();
        log.follow(this);
    }

    String address() {
        return address;
    }

    /** Keys that were read one by one or together. */
    synchronized int reads() {
        return reads;
    }

    /** How many keys each request for many had. */
    synchronized List<Integer> requestedKeys() {
        return List.copyOf(requestedKeys);
    }

    synchronized int scans() {
        return scans;
    }

    synchronized Set<String> watched() {
        Set<String> keys = new HashSet<>();
        watches.forEach(watch -> keys.addAll(watch.keys));
        return keys;
    }

    synchronized void failReadsOf(String key) {
        failing.add(key);
    }

    synchronized void scanInPartsOf(int keys) {
        keysPerScanPart = keys;
    }

    /** Each scan breaks when it has sent so many parts. */
    synchronized void breakScansAfter(int parts) {
        breakScansAfter = parts;
    }

    synchronized void lose(int partition) {
        owned.remove(partition);
        for (Watch watch : watches) {
            watch.keys.removeIf(key -> watch.partitions.get(key) == partition);
            watch.partitions.values().removeIf(lost -> lost == partition);
            watch.outbox.add(WatchReply.newBuilder().addLost(partition).build());
        }
        push();
    }

    synchronized void regain(int partition) {
        owned.add(partition);
    }

    synchronized void holdPushes() {
        pushesHeld = true;
    }

    synchronized void releasePushes() {
        pushesHeld = false;
        push();
    }

    /** Sends the next thing that is held on each stream. */
    synchronized void pushOne() {
        watches.forEach(Watch::pushOne);
    }

    synchronized void breakStreams(Status why) {
        watches.forEach(watch -> watch.client.onError(why.asRuntimeException()));
        watches.clear();
    }

    synchronized void apply(TestLog.Entry entry) {
        TestLog.Entry before = values.get(entry.key());
        // A delta of another type is refused.
        boolean taken = before == null || before.delta().type() == entry.delta().type();
        if (taken) {
            Lattice<?> joined = before == null ? entry.delta() : Lattice.join(before.delta(), entry.delta());
            values.put(entry.key(), new TestLog.Entry(entry.partition(), entry.offset(), entry.key(), joined));
        }
        applied.put(entry.partition(), entry.offset());
        for (Watch watch : watches) {
            if (watch.keys.contains(entry.key())) {
                watch.outbox.add(WatchReply.newBuilder()
                        .addChanges(Change.newBuilder()
                                .setKey(entry.key())
                                .setDelta(encode(entry.delta()))
                                .setVersion(StoreCodec.version(entry.partition(), entry.offset())))
                        .build());
            }
            if (watch.partitions.containsValue(entry.partition())) {
                watch.outbox.add(WatchReply.newBuilder()
                        .addApplied(StoreCodec.version(entry.partition(), entry.offset()))
                        .build());
            }
        }
        push();
    }

    private void push() {
        if (!pushesHeld) {
            List.copyOf(watches).forEach(Watch::pushAll);
        }
    }

    private static ByteString encode(Lattice<?> lattice) {
        return ByteString.copyFrom(LatticeCodec.encode(lattice));
    }

    @Override
    public synchronized void get(GetRequest request, StreamObserver<GetReply> observer) {
        reads++;
        Status refused = refusal(request);
        if (refused == null) {
            observer.onNext(read(request));
            observer.onCompleted();
        } else {
            observer.onError(refused.asRuntimeException());
        }
    }

    private Status refusal(GetRequest request) {
        if (!owned.contains(request.getAtLeast().getPartition())) {
            return Status.FAILED_PRECONDITION;
        }
        return failing.contains(request.getKey()) ? Status.DATA_LOSS : null;
    }

    private GetReply read(GetRequest request) {
        int partition = request.getAtLeast().getPartition();
        if (applied.get(partition) < request.getAtLeast().getOffset()) {
            throw new AssertionError(
                    "offset " + request.getAtLeast().getOffset() + " of partition " + partition + " was never written");
        }
        GetReply.Builder reply =
                GetReply.newBuilder().setVersion(StoreCodec.version(partition, applied.get(partition)));
        TestLog.Entry value = values.get(request.getKey());
        if (value != null) {
            reply.setValue(encode(value.delta()));
        }
        return reply.build();
    }

    @Override
    public synchronized void multiGet(MultiGetRequest request, StreamObserver<MultiGetReply> observer) {
        requestedKeys.add(request.getGetsCount());
        for (int i = 0; i < request.getGetsCount(); i++) {
            reads++;
            MultiGetResult.Builder result = MultiGetResult.newBuilder().setIndex(i);
            Status refused = refusal(request.getGets(i));
            if (refused == null) {
                result.setReply(read(request.getGets(i)));
            } else {
                result.setFailure(
                        ReadFailure.newBuilder().setCode(refused.getCode().value()));
            }
            observer.onNext(MultiGetReply.newBuilder().addResults(result).build());
        }
        observer.onCompleted();
    }

    @Override
    public synchronized void scan(ScanRequest request, StreamObserver<ScanReply> observer) {
        scans++;
        int partition = request.getAtLeast().getPartition();
        if (!owned.contains(partition)) {
            observer.onError(Status.FAILED_PRECONDITION.asRuntimeException());
            return;
        }
        List<TestLog.Entry> found = values.values().stream()
                .filter(entry -> entry.partition() == partition)
                .filter(entry -> entry.key().startsWith(request.getPrefix()))
                .filter(entry -> !request.hasAfter() || KeyOrder.INSTANCE.compare(entry.key(), request.getAfter()) > 0)
                .limit(request.getLimit())
                .toList();
        int parts = 0;
        for (int i = 0; i < found.size(); i += keysPerScanPart) {
            if (parts++ == breakScansAfter) {
                observer.onError(Status.UNAVAILABLE.asRuntimeException());
                return;
            }
            ScanReply.Builder part =
                    ScanReply.newBuilder().setVersion(StoreCodec.version(partition, applied.get(partition)));
            found.subList(i, (int) Math.min((long) i + keysPerScanPart, found.size()))
                    .forEach(entry -> part.addEntries(
                            ScanEntry.newBuilder().setKey(entry.key()).setValue(encode(entry.delta()))));
            observer.onNext(part.build());
        }
        observer.onCompleted();
    }

    @Override
    public StreamObserver<WatchRequest> watch(StreamObserver<WatchReply> observer) {
        Watch watch = new Watch(observer);
        ((ServerCallStreamObserver<WatchReply>) observer).setOnCancelHandler(watch::end);
        synchronized (this) {
            watches.add(watch);
        }
        return watch;
    }

    /** A stream. Guarded by the node. */
    private final class Watch implements StreamObserver<WatchRequest> {
        private final StreamObserver<WatchReply> client;
        private final Set<String> keys = new HashSet<>();
        /** Of each key that was ever watched. */
        private final Map<String, Integer> partitions = new HashMap<>();
        /** Replies, and keys whose value is still to be read. */
        private final Queue<Object> outbox = new ArrayDeque<>();

        Watch(StreamObserver<WatchReply> client) {
            this.client = client;
        }

        @Override
        public void onNext(WatchRequest request) {
            synchronized (TestNode.this) {
                request.getUnwatchList().forEach(key -> keys.remove(key.getKey()));
                for (WatchedKey key : request.getWatchList()) {
                    int partition = key.getHave().getPartition();
                    if (owned.contains(partition)) {
                        keys.add(key.getKey());
                        partitions.put(key.getKey(), partition);
                        outbox.add(key);
                    } else {
                        outbox.add(WatchReply.newBuilder().addLost(partition).build());
                    }
                }
                push();
            }
        }

        private void pushAll() {
            while (pushOne()) {
                // Until there is nothing left.
            }
        }

        private boolean pushOne() {
            Object next = outbox.poll();
            if (next == null) {
                return false;
            }
            client.onNext(next instanceof WatchedKey key ? initial(key) : (WatchReply) next);
            return true;
        }

        private WatchReply initial(WatchedKey key) {
            int partition = key.getHave().getPartition();
            if (!owned.contains(partition)) {
                return WatchReply.newBuilder()
                        .addFailed(WatchFailure.newBuilder()
                                .setKey(key)
                                .setFailure(ReadFailure.newBuilder().setCode(Status.Code.FAILED_PRECONDITION.value())))
                        .build();
            }
            TestLog.Entry value = values.get(key.getKey());
            Change.Builder change = Change.newBuilder().setKey(key.getKey()).setInitial(true);
            if (value != null && value.offset() > key.getHave().getOffset()) {
                change.setDelta(encode(value.delta())).setVersion(StoreCodec.version(partition, value.offset()));
            } else {
                change.setVersion(StoreCodec.version(partition, applied.get(partition)));
            }
            return WatchReply.newBuilder().addChanges(change).build();
        }

        @Override
        public void onError(Throwable failure) {
            end();
        }

        @Override
        public void onCompleted() {
            end();
        }

        private void end() {
            synchronized (TestNode.this) {
                watches.remove(this);
            }
        }
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
