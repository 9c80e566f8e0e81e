package io.cloudburst.kvs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudburst.kvs.OwnedPartitions.OwnedPartition;
import io.cloudburst.kvs.rocks.PartitionStore;
import io.cloudburst.kvs.rocks.StoreMemory;
import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.lattices.LatticeMap;
import io.cloudburst.protocol.GetReply;
import io.cloudburst.protocol.GetRequest;
import io.cloudburst.protocol.StoreGrpc;
import io.cloudburst.protocol.StoreGrpc.StoreFutureStub;
import io.cloudburst.protocol.Topic;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreServiceTest {
    private static final int PARTITION = 3;

    @TempDir
    private Path directory;

    private final OwnedPartitions owned = new OwnedPartitions();
    private StoreMemory memory;
    private PartitionStore store;
    private Server server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws IOException {
        memory = new StoreMemory(StoreMemory.MIN_BYTES);
        store = PartitionStore.open(PARTITION, directory, memory, letter -> {}, new SplittableRandom(1));
        server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .directExecutor()
                .addService(new StoreService(owned, Runnable::run))
                .build()
                .start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.shutdownNow();
        store.close();
        memory.close();
    }

    @Test
    void aReadIsAnsweredWithTheVersionThatItShows() throws Exception {
        owned.add(new OwnedPartition(store, -1));
        apply(7, "key", text("x"));

        GetReply reply = get("key", 7).get(20, TimeUnit.SECONDS);

        assertThat(LatticeCodec.decode(reply.getValue().toByteArray())).isEqualTo(text("x"));
        assertThat(reply.getVersion()).isEqualTo(StoreTestClient.version(PARTITION, 7));
    }

    @Test
    void aReadWaitsUntilItsOffsetIsApplied() throws Exception {
        owned.add(new OwnedPartition(store, -1));
        Future<GetReply> read = get("key", 1);
        apply(0, "key", text("x"));
        assertThat(read).isNotDone();

        apply(1, "key", text("y"));

        assertThat(read.get(20, TimeUnit.SECONDS).getVersion().getOffset()).isEqualTo(1);
    }

    @Test
    void nothingIsReadBeforeThePartitionHasCaughtUp() throws Exception {
        owned.add(new OwnedPartition(store, 1));
        apply(0, "key", text("x"));
        Future<GetReply> read = get("key", -1);
        assertThat(read).isNotDone();

        apply(1, "key", text("y"));

        assertThat(read.get(20, TimeUnit.SECONDS).getVersion().getOffset()).isEqualTo(1);
    }

    @Test
    void aWaitEndsWhenThePartitionMovesAway() {
        owned.add(new OwnedPartition(store, -1));
        Future<GetReply> read = get("key", 1);
        assertStatus(get("key", 1, 50), Status.Code.DEADLINE_EXCEEDED);

        store.close();

        assertStatus(read, Status.Code.FAILED_PRECONDITION);
        assertStatus(get("key", -1), Status.Code.FAILED_PRECONDITION);
    }

    @Test
    void aPartitionThatIsNotOwnedIsRefused() {
        assertStatus(get("key", -1), Status.Code.FAILED_PRECONDITION);
    }

    @Test
    void aReadMustNameItsPartition() {
        Future<GetReply> read =
                stub(20_000).get(GetRequest.newBuilder().setKey("key").build());

        assertStatus(read, Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void aValueThatIsLargerThanAReplyIsRefusedAndOthersAreNot() throws Exception {
        owned.add(new OwnedPartition(store, -1));
        LastWriterWins half = LastWriterWins.of(1, 1, new byte[Topic.MAX_RECORD_BYTES / 2]);
        apply(0, "key", LatticeMap.of("a", half));
        assertThat(get("key", 0).get(20, TimeUnit.SECONDS).hasValue()).isTrue();
        apply(1, "key", LatticeMap.of("b", half));

        for (int i = 0; i < 100; i++) {
            assertStatus(get("key", 1), Status.Code.OUT_OF_RANGE);
        }
        assertThat(get("other", 1).get(20, TimeUnit.SECONDS).hasValue()).isFalse();
    }

    private void apply(long offset, String key, Lattice<?> delta) {
        store.apply(List.of(new ConsumerRecord<>(
                Topic.KVS.topicName(), PARTITION, offset, key.getBytes(UTF_8), StoreTestClient.update(delta))));
    }

    private static LastWriterWins text(String text) {
        return StoreTestClient.text(1, text);
    }

    private Future<GetReply> get(String key, long atLeast) {
        return get(key, atLeast, 20_000);
    }

    private Future<GetReply> get(String key, long atLeast, long deadlineMillis) {
        return stub(deadlineMillis)
                .get(GetRequest.newBuilder()
                        .setKey(key)
                        .setAtLeast(StoreTestClient.version(PARTITION, atLeast))
                        .build());
    }

    private StoreFutureStub stub(long deadlineMillis) {
        return StoreGrpc.newFutureStub(channel)
                .withMaxInboundMessageSize(Topic.MAX_RECORD_BYTES)
                .withDeadlineAfter(deadlineMillis, TimeUnit.MILLISECONDS);
    }

    private static void assertStatus(Future<GetReply> read, Status.Code code) {
        assertThatThrownBy(() -> read.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        failure -> assertThat(failure.getStatus().getCode()).isEqualTo(code));
    }
}
