package io.cloudburst.kvs;

import static io.cloudburst.kvs.StoreTestClient.version;
import static io.cloudburst.kvs.TestService.PARTITION;
import static io.cloudburst.kvs.TestService.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.protocol.GetRequest;
import io.cloudburst.protocol.MultiGetReply;
import io.cloudburst.protocol.MultiGetRequest;
import io.cloudburst.protocol.MultiGetResult;
import io.cloudburst.protocol.PartitionStatus;
import io.cloudburst.protocol.ScanEntry;
import io.cloudburst.protocol.ScanReply;
import io.cloudburst.protocol.ScanRequest;
import io.cloudburst.protocol.StatusReply;
import io.cloudburst.protocol.StatusRequest;
import io.cloudburst.protocol.StoreGrpc;
import io.cloudburst.protocol.StoreGrpc.StoreBlockingStub;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreStreamsTest {
    @TempDir
    private Path directory;

    private TestService service;

    @BeforeEach
    void start() throws IOException {
        service = new TestService(directory);
        service.own(-1);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private StoreBlockingStub stub() {
        return StoreGrpc.newBlockingStub(service.channel()).withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    private static GetRequest get(String key, int partition, long atLeast) {
        return GetRequest.newBuilder()
                .setKey(key)
                .setAtLeast(version(partition, atLeast))
                .build();
    }

    private List<MultiGetResult> multiGet(GetRequest... gets) {
        List<MultiGetResult> results = new ArrayList<>();
        Iterator<MultiGetReply> replies = stub().multiGet(
                        MultiGetRequest.newBuilder().addAllGets(List.of(gets)).build());
        replies.forEachRemaining(reply -> results.addAll(reply.getResultsList()));
        return results;
    }

    @Test
    void manyKeysAreReadAtOnceAndFailAlone() {
        service.applyTexts(0, 0, 10);

        List<MultiGetResult> results =
                multiGet(get("key 3", PARTITION, 5), get("elsewhere", 99, -1), get("nothing", PARTITION, -1));

        assertThat(results).extracting(MultiGetResult::getIndex).containsExactly(0, 1, 2);
        assertThat(LatticeCodec.decode(results.get(0).getReply().getValue().toByteArray()))
                .isEqualTo(text("value 3"));
        assertThat(results.get(1).getFailure().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION.value());
        assertThat(results.get(2).hasReply()).isTrue();
        assertThat(results.get(2).getReply().hasValue()).isFalse();
    }

    @Test
    void keysOfAnOffsetThatDoesNotComeFailAloneToo() {
        service.applyTexts(0, 0, 10);

        Iterator<MultiGetReply> replies = stub().withDeadlineAfter(300, TimeUnit.MILLISECONDS)
                .multiGet(MultiGetRequest.newBuilder()
                        .addGets(get("key 3", PARTITION, 10))
                        .build());

        // Whoever is first: the node, which names the key, or gRPC, which ends the call.
        try {
            assertThat(replies.next().getResults(0).getFailure().getCode())
                    .isEqualTo(Status.Code.DEADLINE_EXCEEDED.value());
        } catch (StatusRuntimeException e) {
            assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        }
    }

    @Test
    void largeValuesComeInSeveralReplies() {
        LastWriterWins large = LastWriterWins.of(1, 1, new byte[1 << 20]);
        GetRequest[] gets = new GetRequest[20];
        for (int i = 0; i < gets.length; i++) {
            service.apply(i, "key " + i, large);
            gets[i] = get("key " + i, PARTITION, i);
        }

        assertThat(multiGet(gets))
                .allSatisfy(result -> assertThat(
                                LatticeCodec.decode(result.getReply().getValue().toByteArray()))
                        .isEqualTo(large))
                .hasSize(gets.length);
    }

    @Test
    void aPrefixIsScannedInOrder() {
        service.applyTexts(0, 0, 5_000);
        service.apply(5_000, "kez", text("behind"));
        service.apply(5_001, "ke", text("before"));

        List<ScanEntry> entries = scan(ScanRequest.newBuilder().setPrefix("key "));

        assertThat(entries)
                .extracting(ScanEntry::getKey)
                .containsExactlyElementsOf(IntStream.range(0, 5_000)
                        .mapToObj(i -> "key " + i)
                        .sorted()
                        .toList());
        assertThat(entries).allSatisfy(entry -> assertThat(
                        LatticeCodec.decode(entry.getValue().toByteArray()))
                .isEqualTo(text(entry.getKey().replace("key", "value"))));
    }

    @Test
    void aScanGoesOnAfterAKeyAndEndsAtItsLimit() {
        service.applyTexts(0, 0, 10);

        assertThat(scan(ScanRequest.newBuilder()
                        .setPrefix("key")
                        .setAfter("key 2")
                        .setLimit(3)))
                .extracting(ScanEntry::getKey)
                .containsExactly("key 3", "key 4", "key 5");
        assertThat(scan(ScanRequest.newBuilder().setPrefix("key").setAfter("a").setLimit(1)))
                .extracting(ScanEntry::getKey)
                .containsExactly("key 0");
        assertThat(scan(ScanRequest.newBuilder().setPrefix("none"))).isEmpty();
        assertThat(scan(ScanRequest.newBuilder())).hasSize(10);
    }

    private List<ScanEntry> scan(ScanRequest.Builder request) {
        List<ScanEntry> entries = new ArrayList<>();
        Iterator<ScanReply> replies =
                stub().scan(request.setAtLeast(version(PARTITION, -1)).build());
        replies.forEachRemaining(reply -> entries.addAll(reply.getEntriesList()));
        return entries;
    }

    @Test
    void aScanOfAPartitionThatIsNotOwnedIsRefused() {
        assertThatThrownBy(() -> stub().scan(ScanRequest.newBuilder()
                                .setAtLeast(version(99, -1))
                                .build())
                        .next())
                .isInstanceOfSatisfying(StatusRuntimeException.class, failure -> assertThat(
                                failure.getStatus().getCode())
                        .isEqualTo(Status.Code.FAILED_PRECONDITION));
    }

    @Test
    void theStatusNamesWhatIsApplied() {
        service.applyTexts(0, 0, 10);

        StatusReply status = stub().status(StatusRequest.getDefaultInstance());

        assertThat(status.getName()).isEqualTo("a");
        assertThat(status.getReplicaSet()).isEqualTo(1);
        assertThat(status.getPartitionsList())
                .singleElement()
                .extracting(PartitionStatus::getApplied)
                .isEqualTo(version(PARTITION, 9));
        assertThat(status.getPartitions(0).getKeys()).isEqualTo(10);
    }
}
