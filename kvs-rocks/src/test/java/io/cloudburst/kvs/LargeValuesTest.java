package io.cloudburst.kvs;

import static io.cloudburst.kvs.TestService.PARTITION;
import static io.cloudburst.kvs.TestService.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cloudburst.lattices.Dot;
import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.lattices.LatticeMap;
import io.cloudburst.lattices.Max;
import io.cloudburst.lattices.OrSet;
import io.cloudburst.protocol.GetPartsReply;
import io.cloudburst.protocol.GetRequest;
import io.cloudburst.protocol.ScanEntry;
import io.cloudburst.protocol.ScanReply;
import io.cloudburst.protocol.ScanRequest;
import io.cloudburst.protocol.StoreGrpc;
import io.cloudburst.protocol.StoreGrpc.StoreBlockingStub;
import io.cloudburst.protocol.Topic;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values larger than a reply, and their elements. */
class LargeValuesTest {
    private static final int DELTAS = 80;
    private static final int ELEMENTS = 1_000;

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

    private static byte[] element(int number) {
        return "an element of a set that is large, number %d".formatted(number).getBytes(UTF_8);
    }

    private static OrSet add(int from, int to) {
        List<Lattice<?>> adds = new ArrayList<>();
        for (int i = from; i < to; i++) {
            adds.add(OrSet.add(new Dot(1, i + 1), element(i)));
        }
        return (OrSet) Lattice.join(adds);
    }

    /** Applies a set of more than two MiB, as offsets 0 to {@link #DELTAS} - 1. */
    private OrSet applyLargeSet() {
        List<Lattice<?>> all = new ArrayList<>();
        for (int i = 0; i < DELTAS; i++) {
            OrSet delta = add(i * ELEMENTS, (i + 1) * ELEMENTS);
            all.add(delta);
            service.apply(i, "set", delta);
        }
        return (OrSet) Lattice.join(all);
    }

    @Test
    void aLargeSetIsReadInParts() {
        OrSet set = applyLargeSet();
        assertThatThrownBy(() -> stub().get(request("set").build()))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        failure -> assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.OUT_OF_RANGE));

        List<GetPartsReply> replies = parts("set");

        assertThat(replies).hasSizeGreaterThan(2).allSatisfy(reply -> {
            assertThat(reply.getVersion()).isEqualTo(StoreTestClient.version(PARTITION, DELTAS - 1));
            assertThat(reply.getPart().size()).isLessThanOrEqualTo(1 << 20);
        });
        List<Lattice<?>> lattices = new ArrayList<>();
        replies.forEach(
                reply -> lattices.add(LatticeCodec.decode(reply.getPart().toByteArray())));
        assertThat(LatticeCodec.encode(Lattice.join(lattices))).isEqualTo(LatticeCodec.encode(set));
    }

    @Test
    void smallValuesAreReadInPartsTooAndMissingOnesHaveNone() {
        service.apply(0, "key", text("x"));

        assertThat(parts("key"))
                .singleElement()
                .extracting(reply -> LatticeCodec.decode(reply.getPart().toByteArray()))
                .isEqualTo(text("x"));
        assertThat(parts("none")).isEmpty();
    }

    @Test
    void elementsOfALargeSetAreReadAlone() {
        applyLargeSet();
        service.apply(DELTAS, "set", add(17, 18).remove(element(17)));

        assertThat(read(element(16))).isEqualTo(add(16, 17));
        assertThat(((OrSet) read(element(17))).contains(element(17))).isFalse();
        assertThat(read("other".getBytes(UTF_8))).isEqualTo(OrSet.empty());
        assertThat(stub().get(request("none").setElement(ByteString.EMPTY).build())
                        .hasValue())
                .isFalse();
    }

    private Lattice<?> read(byte[] element) {
        return LatticeCodec.decode(stub().get(
                        request("set").setElement(ByteString.copyFrom(element)).build())
                .getValue()
                .toByteArray());
    }

    @Test
    void whatAReaderKnowsMustBeALattice() {
        service.apply(0, "set", add(0, 1));
        GetRequest.Builder request = request("set").setElement(ByteString.copyFrom(element(0)));
        ByteString known = ByteString.copyFrom(LatticeCodec.encode(Max.of(1)));

        assertThat(stub().get(request.setKnown(known).build()).getValue())
                .isEqualTo(ByteString.copyFrom(LatticeCodec.encode(add(0, 1))));
        assertFails(
                () -> stub().get(request.setKnown(ByteString.copyFromUtf8("x")).build()),
                Status.Code.INVALID_ARGUMENT,
                "known of key 'set'");
    }

    @Test
    void elementsHaveNoParts() {
        assertFails(
                () -> stub().getParts(
                                request("set").setElement(ByteString.EMPTY).build())
                        .next(),
                Status.Code.INVALID_ARGUMENT,
                "read it with Get");
    }

    @Test
    void moreThanIsSentIsRefused() {
        byte[] megabyte = new byte[1 << 20];
        for (int i = 0; i < 66; i++) {
            service.apply(i, "map", LatticeMap.of("field " + i, LastWriterWins.of(1, 1, megabyte)));
        }

        assertFails(() -> parts("map"), Status.Code.OUT_OF_RANGE, "more than 67108864 bytes");
        assertThat(stub().get(request("map")
                                .setElement(ByteString.copyFromUtf8("field 9"))
                                .build())
                        .getValue()
                        .size())
                .isBetween(1 << 20, Topic.MAX_RECORD_BYTES);
    }

    @Test
    void aScanNamesLargeValuesAndHasTheOthers() {
        applyLargeSet();
        service.apply(DELTAS, "sea", text("a"));
        service.apply(DELTAS + 1, "set b", text("b"));
        List<ScanEntry> entries = new ArrayList<>();
        Iterator<ScanReply> replies = stub().scan(ScanRequest.newBuilder()
                .setPrefix("se")
                .setAtLeast(StoreTestClient.version(PARTITION, -1))
                .build());
        replies.forEachRemaining(reply -> entries.addAll(reply.getEntriesList()));

        assertThat(entries).extracting(ScanEntry::getKey).containsExactly("sea", "set", "set b");
        assertThat(entries).extracting(ScanEntry::hasValue).containsExactly(true, false, true);
    }

    @Test
    void aPartitionClosesWhileItIsReadInParts() {
        applyLargeSet();
        Iterator<GetPartsReply> replies = stub().getParts(request("set").build());
        assertThat(replies.next()).isNotNull();

        service.store().close();

        assertThatThrownBy(() -> replies.forEachRemaining(reply -> {}))
                .isInstanceOfSatisfying(StatusRuntimeException.class, failure -> assertThat(
                                failure.getStatus().getCode())
                        .isEqualTo(Status.Code.FAILED_PRECONDITION));
    }

    private List<GetPartsReply> parts(String key) {
        List<GetPartsReply> replies = new ArrayList<>();
        stub().getParts(request(key).build()).forEachRemaining(replies::add);
        return replies;
    }

    private static GetRequest.Builder request(String key) {
        return GetRequest.newBuilder().setKey(key).setAtLeast(StoreTestClient.version(PARTITION, -1));
    }

    private StoreBlockingStub stub() {
        return StoreGrpc.newBlockingStub(service.channel()).withDeadlineAfter(60, TimeUnit.SECONDS);
    }

    private static void assertFails(Runnable call, Status.Code code, String why) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(StatusRuntimeException.class, failure -> {
            assertThat(failure.getStatus().getCode()).isEqualTo(code);
            assertThat(failure.getStatus().getDescription()).contains(why);
        });
    }
}
