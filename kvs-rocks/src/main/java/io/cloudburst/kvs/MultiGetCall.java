package io.cloudburst.kvs;

import io.cloudburst.kvs.OwnedPartitions.OwnedPartition;
import io.cloudburst.protocol.GetRequest;
import io.cloudburst.protocol.MultiGetReply;
import io.cloudburst.protocol.MultiGetRequest;
import io.cloudburst.protocol.MultiGetResult;
import io.cloudburst.protocol.ReadFailure;
import io.cloudburst.protocol.Topic;
import io.grpc.Status;
import io.grpc.StatusException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The read of many keys: waits until each of their partitions is where it must be, or can't be, then reads key after key. */
final class MultiGetCall implements ReplyPump.Source<MultiGetReply> {
    static final int MAX_KEYS = 1_000;
    // A reply is sent when it has so many; a single value may have more.
    private static final int FULL_REPLY_BYTES = 256 << 10;

    private final List<GetRequest> gets;
    private final Reads reads;
    // By partition: the offset that its keys demand, where they are read, and the wait for that.
    private final Map<Integer, Long> offsets = new HashMap<>();
    private final Map<Integer, OwnedPartition> partitions = new HashMap<>();
    private final Map<Integer, CompletableFuture<Void>> waits = new HashMap<>();
    private int next;
    // Made, but too large for the reply before.
    private MultiGetResult left;

    /** @throws StatusException if the request is not valid */
    MultiGetCall(MultiGetRequest request, Reads reads) throws StatusException {
        this.gets = request.getGetsList();
        this.reads = reads;
        if (gets.size() > MAX_KEYS) {
            throw Reads.failure(
                    Status.INVALID_ARGUMENT, gets.size() + " keys are too many; ask for " + MAX_KEYS + " at a time");
        }
        for (GetRequest get : gets) {
            if (!get.hasAtLeast()) {
                throw Reads.missingVersion("at_least of key '" + get.getKey() + "'");
            }
            offsets.merge(get.getAtLeast().getPartition(), get.getAtLeast().getOffset(), Math::max);
        }
    }

    /** What must be over, well or not, before the first reply is made. */
    List<CompletableFuture<Void>> beginWaits(Duration timeout) {
        offsets.forEach((number, offset) -> {
            try {
                OwnedPartition partition = reads.partition(number);
                partitions.put(number, partition);
                waits.put(number, partition.await(offset, timeout));
            } catch (StatusException e) {
                waits.put(number, CompletableFuture.failedFuture(e));
            }
        });
        return List.copyOf(waits.values());
    }

    @Override
    public Optional<MultiGetReply> next() {
        MultiGetReply.Builder reply = MultiGetReply.newBuilder();
        int bytes = 0;
        while (left != null || next < gets.size()) {
            MultiGetResult result = left != null ? left : read(next++);
            left = null;
            if (bytes > 0 && bytes + result.getSerializedSize() > Topic.MAX_RECORD_BYTES) {
                left = result;
                break;
            }
            reply.addResults(result);
            bytes += result.getSerializedSize();
            if (bytes >= FULL_REPLY_BYTES) {
                break;
            }
        }
        return reply.getResultsCount() == 0 ? Optional.empty() : Optional.of(reply.build());
    }

    private MultiGetResult read(int index) {
        GetRequest get = gets.get(index);
        MultiGetResult.Builder result = MultiGetResult.newBuilder().setIndex(index);
        try {
            OwnedPartition partition = whereItMustBe(get.getAtLeast().getPartition());
            return result.setReply(reads.get(partition.store(), get)).build();
        } catch (StatusException e) {
            return result.setFailure(toReadFailure(e)).build();
        }
    }

    private OwnedPartition whereItMustBe(int number) throws StatusException {
        Throwable failure =
                waits.get(number).handle((applied, failed) -> failed).join();
        if (failure instanceof StatusException notOwned) {
            throw notOwned;
        }
        if (failure != null) {
            throw Reads.waitFailure(partitions.get(number), offsets.get(number), failure);
        }
        return partitions.get(number);
    }

    static ReadFailure toReadFailure(StatusException failure) {
        return ReadFailure.newBuilder()
                .setCode(failure.getStatus().getCode().value())
                .setMessage(String.valueOf(failure.getStatus().getDescription()))
                .build();
    }
}
