package io.cloudburst.kvs;

import static io.cloudburst.kvs.TestService.PARTITION;
import static io.cloudburst.kvs.TestService.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.lattices.LatticeMap;
import io.cloudburst.protocol.GetReply;
import io.cloudburst.protocol.GetRequest;
import io.cloudburst.protocol.StoreGrpc;
import io.cloudburst.protocol.StoreGrpc.StoreFutureStub;
import io.cloudburst.protocol.Topic;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreServiceTest {
    @TempDir
    private Path directory;

    private TestService service;

    @BeforeEach
    void start() throws IOException {
        service = new TestService(directory);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void aReadIsAnsweredWithTheVersionThatItShows() throws Exception {
        service.own(-1);
        service.apply(7, "key", text("x"));

        GetReply reply = get("key", 7).get(20, TimeUnit.SECONDS);

        assertThat(LatticeCodec.decode(reply.getValue().toByteArray())).isEqualTo(text("x"));
        assertThat(reply.getVersion()).isEqualTo(StoreTestClient.version(PARTITION, 7));
    }

    @Test
    void aReadWaitsUntilItsOffsetIsApplied() throws Exception {
        service.own(-1);
        Future<GetReply> read = get("key", 1);
        service.apply(0, "key", text("x"));
        assertThat(read).isNotDone();

        service.apply(1, "key", text("y"));

        assertThat(read.get(20, TimeUnit.SECONDS).getVersion().getOffset()).isEqualTo(1);
    }

    @Test
    void nothingIsReadBeforeThePartitionHasCaughtUp() throws Exception {
        service.own(1);
        service.apply(0, "key", text("x"));
        Future<GetReply> read = get("key", -1);
        assertThat(read).isNotDone();

        service.apply(1, "key", text("y"));

        assertThat(read.get(20, TimeUnit.SECONDS).getVersion().getOffset()).isEqualTo(1);
    }

    @Test
    void aWaitEndsWhenThePartitionMovesAway() {
        service.own(-1);
        Future<GetReply> read = get("key", 1);
        assertStatus(get("key", 1, 50), Status.Code.DEADLINE_EXCEEDED);

        service.store().close();

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
        service.own(-1);
        LastWriterWins half = LastWriterWins.of(1, 1, new byte[Topic.MAX_RECORD_BYTES / 2]);
        service.apply(0, "key", LatticeMap.of("a", half));
        assertThat(get("key", 0).get(20, TimeUnit.SECONDS).hasValue()).isTrue();
        service.apply(1, "key", LatticeMap.of("b", half));

        for (int i = 0; i < 100; i++) {
            assertStatus(get("key", 1), Status.Code.OUT_OF_RANGE);
        }
        assertThat(get("other", 1).get(20, TimeUnit.SECONDS).hasValue()).isFalse();
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
        return StoreGrpc.newFutureStub(service.channel()).withDeadlineAfter(deadlineMillis, TimeUnit.MILLISECONDS);
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
