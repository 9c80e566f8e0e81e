package io.cloudburst.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.lattices.Max;
import io.cloudburst.lattices.UpDownCounter;
import io.cloudburst.protocol.GetReply;
import io.cloudburst.protocol.GetRequest;
import io.cloudburst.protocol.StoreGrpc;
import io.cloudburst.protocol.Topic;
import io.cloudburst.protocol.Update;
import io.cloudburst.protocol.Version;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.SharedState;
import io.cloudburst.sdk.store.Frontier;
import io.cloudburst.sdk.store.StateView;
import io.cloudburst.sdk.store.StoreClient;
import io.cloudburst.sdk.store.Writers;
import io.cloudburst.sdk.value.ValueCodec;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a stage writes, on a log whose acknowledgements a test gives. */
class SessionTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final OneCounter node = new OneCounter();
    private MockProducer<byte[], byte[]> log;
    private Server server;
    private StoreClient store;

    /** A store node that has a counter under every key. */
    private static final class OneCounter extends StoreGrpc.StoreImplBase {
        private final List<GetRequest> requests = new CopyOnWriteArrayList<>();
        private volatile long value = 5;

        @Override
        public void get(GetRequest request, StreamObserver<GetReply> observer) {
            requests.add(request);
            observer.onNext(GetReply.newBuilder()
                    .setValue(ByteString.copyFrom(LatticeCodec.encode(UpDownCounter.of(1, value, 0))))
                    .setVersion(Version.newBuilder().setOffset(1_000))
                    .build());
            observer.onCompleted();
        }
    }

    @BeforeEach
    void open() throws IOException {
        Cluster cluster = Cluster.empty()
                .withPartitions(Map.of(
                        new TopicPartition(Topic.KVS.topicName(), 0),
                        new PartitionInfo(Topic.KVS.topicName(), 0, Node.noNode(), new Node[0], new Node[0])));
        log = new MockProducer<>(cluster, false, null, new ByteArraySerializer(), new ByteArraySerializer());
        server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .addService(node)
                .build()
                .start();
        store = new StoreClient(log, partition -> List.of("127.0.0.1:" + server.getPort()));
    }

    @AfterEach
    void close() {
        store.close();
        server.shutdownNow();
    }

    private Session session(String work) {
        return new Session(store, Optional.of(work), Frontier.NONE, System.currentTimeMillis() + TIMEOUT.toMillis());
    }

    private static SharedState state(Session session) {
        return new StateView(session, new Writers(), new ValueCodec(SessionTest.class.getClassLoader()));
    }

    /** The operations of what a function writes. */
    private List<ByteString> operations(String work, BiConsumer<Session, SharedState> function) {
        log.clear();
        Session session = session(work);
        function.accept(session, state(session));
        List<ByteString> operations = new ArrayList<>();
        log.history().forEach(record -> operations.add(update(record.value()).getOperation()));
        return operations;
    }

    private static Update update(byte[] value) {
        try {
            return Update.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static void write(SharedState state) {
        state.counter("counter").add(1);
        state.counter("counter").add(1);
        state.counter("another").add(1);
        state.put("object", "text");
        state.put("object", "text");
        state.put("object", "text", Duration.ofMinutes(1));
        state.delete("object");
        state.set("set", String.class).add("text");
        state.map("map", String.class).put("name", "text");
        state.map("map", String.class).put("nametext", "");
    }

    @Test
    void everyAttemptNamesItsWritesAlikeAndNoTwoOfThem() {
        List<ByteString> first = operations("run/0/0", (session, state) -> write(state));
        List<ByteString> second = operations("run/0/0", (session, state) -> write(state));

        assertThat(first).hasSize(10).doesNotHaveDuplicates().isEqualTo(second);
        assertThat(first).allSatisfy(operation -> assertThat(operation.size()).isEqualTo(16));
    }

    @Test
    void otherRunsStagesPartsAndPlacesHaveOtherNames() {
        List<ByteString> all = new ArrayList<>();
        for (String work : List.of("run/0/0", "run/1/0", "run/0/1", "other/0/0")) {
            all.addAll(operations(work, (session, state) -> {
                write(state);
                session.enter(1);
                write(state);
                session.enter(2);
                write(state);
            }));
        }

        assertThat(all).hasSize(4 * 3 * 10).doesNotHaveDuplicates();
    }

    @Test
    void anAddIsTheSameWhateverItAddsAndAnObjectIsNot() {
        List<ByteString> first = operations("run/0/0", (session, state) -> {
            state.counter("counter").add(1);
            state.put("object", "one");
        });
        List<ByteString> second = operations("run/0/0", (session, state) -> {
            state.counter("counter").add(2);
            state.put("object", "two");
        });

        assertThat(second.get(0)).isEqualTo(first.get(0));
        assertThat(second.get(1)).isNotEqualTo(first.get(1));
    }

    @Test
    void whatIsAskedForIsCountedThoughItWritesNothing() {
        node.value = 0;
        List<ByteString> afterReset = operations("run/0/0", (session, state) -> {
            state.counter("counter").reset();
            state.counter("counter").add(1);
        });
        List<ByteString> two = operations("run/0/0", (session, state) -> {
            state.counter("counter").add(1);
            state.counter("counter").add(1);
        });

        assertThat(afterReset).containsExactly(two.get(1));
    }

    @Test
    void aLatticeThatIsMergedHasNoOperation() {
        assertThat(operations("run/0/0", (session, state) -> state.merge("max", Max.of(1))))
                .containsExactly(ByteString.EMPTY);
    }

    @Test
    void aCounterIsReadWhenTheLogHasWhatWasAddedToIt() {
        Session session = session("run/0/0");
        SharedState state = state(session);
        state.counter("counter").add(3);
        state.counter("other").add(3);

        CompletableFuture<Long> read =
                CompletableFuture.supplyAsync(() -> state.counter("counter").value());
        assertThat(log.history()).hasSize(2);
        assertThat(node.requests).isEmpty();
        log.completeNext();

        await().until(read::isDone);
        // What the node says: whether that has the 3 only the node knows.
        assertThat(read.join()).isEqualTo(5);
        assertThat(node.requests).singleElement().satisfies(request -> {
            assertThat(request.getKey()).isEqualTo("counter");
            assertThat(request.getAtLeast().getOffset()).isZero();
        });
        assertThat(session.acknowledged()).isNotDone();
        log.completeNext();
        assertThat(session.acknowledged()).isDone();
    }

    @Test
    void aCounterWhoseAddWasNotAcknowledgedCanNotBeRead() {
        SharedState state = state(session("run/0/0"));
        state.counter("counter").add(3);
        log.errorNext(new IllegalStateException("the log is gone"));

        CloudburstException failure = catchThrowableOfType(
                CloudburstException.class, () -> state.counter("counter").value());

        assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(failure).hasMessageContaining("counter").hasMessageContaining("the log is gone");
    }

    @Test
    void whatWasAddedToIsNothingElse() {
        SharedState state = state(session("run/0/0"));
        state.counter("counter").add(3);

        CloudburstException failure =
                catchThrowableOfType(CloudburstException.class, () -> state.put("counter", "text"));

        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(log.history()).hasSize(1);
    }

    @Test
    void theLeastLongIsNotAdded() {
        SharedState state = state(session("run/0/0"));

        CloudburstException failure = catchThrowableOfType(
                CloudburstException.class, () -> state.counter("counter").add(Long.MIN_VALUE));

        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(log.history()).isEmpty();
    }
}
