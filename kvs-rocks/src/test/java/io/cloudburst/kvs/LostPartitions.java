package io.cloudburst.kvs;

import io.cloudburst.protocol.StoreGrpc;
import io.cloudburst.protocol.WatchReply;
import io.cloudburst.protocol.WatchRequest;
import io.cloudburst.protocol.WatchedKey;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Watches a key of each partition at a node, and so hears which of them the node closes. */
final class LostPartitions implements AutoCloseable {
    private final ManagedChannel channel;
    private final Set<Integer> numbers = new ConcurrentSkipListSet<>();
    private final CountDownLatch begun;

    private LostPartitions(String address, int partitions) {
        this.channel = ManagedChannelBuilder.forTarget(address).usePlaintext().build();
        this.begun = new CountDownLatch(partitions);
    }

    /** Returns when all of the partitions are watched. */
    static LostPartitions watch(String address, int partitions) throws InterruptedException {
        LostPartitions lost = new LostPartitions(address, partitions);
        StreamObserver<WatchRequest> requests = StoreGrpc.newStub(lost.channel)
                .withDeadlineAfter(2, TimeUnit.MINUTES)
                .watch(lost.new Replies());
        for (int partition = 0; partition < partitions; partition++) {
            requests.onNext(WatchRequest.newBuilder()
                    .addWatch(WatchedKey.newBuilder()
                            .setKey("watched in " + partition)
                            .setHave(StoreTestClient.version(partition, -1)))
                    .build());
        }
        if (!lost.begun.await(30, TimeUnit.SECONDS)) {
            throw new AssertionError("not all of " + partitions + " partitions could be watched at " + address);
        }
        return lost;
    }

    Set<Integer> numbers() {
        return numbers;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private final class Replies implements StreamObserver<WatchReply> {
        @Override
        public void onNext(WatchReply reply) {
            numbers.addAll(reply.getLostList());
            reply.getChangesList().stream()
                    .filter(change -> change.getInitial())
                    .forEach(change -> begun.countDown());
        }

        @Override
        public void onError(Throwable failure) {
            // The test ends it.
        }

        @Override
        public void onCompleted() {
            // The node ends it when it stops.
        }
    }
}
