package io.cloudburst.kvs;

import static io.cloudburst.kvs.StoreTestClient.version;
import static io.cloudburst.kvs.TestService.PARTITION;
import static io.cloudburst.kvs.TestService.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudburst.lattices.GrowOnlySet;
import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.lattices.Max;
import io.cloudburst.protocol.Change;
import io.cloudburst.protocol.StoreGrpc;
import io.cloudburst.protocol.WatchFailure;
import io.cloudburst.protocol.WatchReply;
import io.cloudburst.protocol.WatchRequest;
import io.cloudburst.protocol.WatchedKey;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchCallTest {
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

    @Test
    void aWatcherIsToldWhatAKeyHasAndWhatIsJoinedIntoIt() {
        service.apply(0, "key", GrowOnlySet.of(bytes("one")));
        Watcher watcher = watch("key", -1);
        await().until(() -> watcher.changesOf("key").size() == 1);
        assertThat(watcher.changesOf("key").get(0).getInitial()).isTrue();

        service.apply(1, "key", GrowOnlySet.of(bytes("two")));
        service.apply(2, "other", GrowOnlySet.of(bytes("three")));

        await().until(() ->
                watcher.valueOf("key").equals(Optional.of(GrowOnlySet.of(List.of(bytes("one"), bytes("two"))))));
        assertThat(watcher.changesOf("other")).isEmpty();
    }

    @Test
    void whatTheClientHasIsNotSentAgain() {
        service.apply(0, "key", text("x"));
        service.apply(1, "other", text("y"));

        Watcher watcher = watch("key", 1);

        await().until(() -> watcher.changesOf("key").size() == 1);
        assertThat(watcher.changesOf("key").get(0).getInitial()).isTrue();
        assertThat(watcher.changesOf("key").get(0).hasDelta()).isFalse();
    }

    @Test
    void aWatcherLearnsHowFarThePartitionIsAppliedThoughItsKeysDoNotChange() {
        Watcher watcher = watch("key", -1);
        await().until(() -> watcher.changesOf("key").size() == 1);

        service.apply(0, "other", text("x"));
        service.apply(1, "another", text("x"));

        await().until(() -> watcher.applied() == 1);
        assertThat(watcher.changesOf("key")).hasSize(1);
    }

    @Test
    void aKeyThatIsUnwatchedIsToldNoMore() {
        Watcher watcher = watch("key", -1);
        watcher.watch("other", -1);
        await().until(() -> watcher.changesOf("other").size() == 1);
        watcher.unwatch("key");
        // Requests are served in order: when this is answered, that is done.
        watcher.watch("third", -1);
        await().until(() -> watcher.changesOf("third").size() == 1);

        service.apply(0, "key", text("x"));
        service.apply(1, "other", text("x"));

        await().until(() -> watcher.changesOf("other").size() == 2);
        assertThat(watcher.changesOf("key")).hasSize(1);
    }

    @Test
    void whoWatchesAKeyThatIsPurgedBeginsAnew() {
        service.apply(0, "key", LastWriterWins.deleted(1, 1));
        Watcher watcher = watch("key", -1);
        await().until(() -> watcher.changesOf("key").size() == 1);

        service.purge(1, "key", 0);
        service.apply(2, "key", Max.of(7));

        await().until(() -> watcher.failed().size() == 1);
        assertThat(watcher.failed())
                .singleElement()
                .satisfies(failed -> assertThat(failed.getKey().getKey()).isEqualTo("key"))
                .satisfies(
                        failed -> assertThat(failed.getFailure().getCode()).isEqualTo(Status.Code.NOT_FOUND.value()));
        assertThat(watcher.changesOf("key")).hasSize(1);
        watcher.watch("key", -1);
        await().until(() -> watcher.changesOf("key").size() == 2);
        assertThat(LatticeCodec.decode(
                        watcher.changesOf("key").get(1).getDelta().toByteArray()))
                .isEqualTo(Max.of(7));
    }

    @Test
    void aPartitionThatIsNotHereOrMovesAwayIsLost() {
        Watcher watcher = watch("key", -1);
        watcher.request(WatchRequest.newBuilder()
                .addWatch(WatchedKey.newBuilder().setKey("elsewhere").setHave(version(99, -1))));
        await().until(() -> watcher.lost().equals(List.of(99)));

        service.store().close();

        await().until(() -> watcher.lost().equals(List.of(99, PARTITION)));
        assertThat(watcher.end).isNotDone();
    }

    @Test
    void aWatchEndsWhenTheClientEndsItOrTheNodeStops() {
        Watcher first = watch("key", -1);
        await().until(() -> first.changesOf("key").size() == 1);
        first.requests.onCompleted();
        assertThat(first.end).succeedsWithin(20, TimeUnit.SECONDS).isEqualTo(Status.Code.OK);

        Watcher second = watch("key", -1);
        await().until(() -> second.changesOf("key").size() == 1);
        service.service().endWatches();
        assertThat(second.end).succeedsWithin(20, TimeUnit.SECONDS).isEqualTo(Status.Code.UNAVAILABLE);
    }

    @Test
    void aClientThatDoesNotReadIsDroppedAndHoldsNothingUp() {
        Watcher slow = new Watcher(0);
        slow.watch("key", -1);
        Watcher quick = watch("key", -1);
        await().until(() -> quick.changesOf("key").size() == 1);
        byte[] large = new byte[256 << 10];

        // As much as both ends buffer, and what the queue holds.
        for (int i = 0; i < 60; i++) {
            service.apply(i, "key", LastWriterWins.of(i, 1, large));
            int seen = i + 2;
            await().pollInterval(Duration.ofMillis(1))
                    .until(() -> quick.changesOf("key").size() == seen);
        }

        slow.requests.request(1_000);
        assertThat(slow.end).succeedsWithin(20, TimeUnit.SECONDS).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(quick.end).isNotDone();
    }

    @Test
    void manyKeysAreBegunAtOnce() {
        LastWriterWins value = LastWriterWins.of(1, 1, new byte[100_000]);
        WatchRequest.Builder all = WatchRequest.newBuilder();
        for (int i = 0; i < 300; i++) {
            service.apply(i, "key " + i, value);
            all.addWatch(WatchedKey.newBuilder().setKey("key " + i).setHave(version(PARTITION, -1)));
        }
        Watcher watcher = new Watcher(1_000);
        watcher.request(all);

        await().until(() ->
                watcher.replies.stream().mapToInt(WatchReply::getChangesCount).sum() == 300);
        assertThat(watcher.end).isNotDone();
    }

    @Test
    void whoeverBeginsToWatchWhileKeysChangeEndsWithWhatTheyHave() throws Exception {
        List<Watcher> watchers = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            if (i % 200 == 0) {
                watchers.add(new Watcher(1_000));
            }
            String key = "key " + i % 20;
            watchers.get(i % watchers.size()).watch(key, -1);
            service.apply(i, key, GrowOnlySet.of(bytes("element " + i)));
        }
        for (Watcher watcher : watchers) {
            for (int key = 0; key < 20; key++) {
                watcher.watch("key " + key, -1);
            }
        }
        Map<String, Optional<Lattice<?>>> values = new HashMap<>();
        for (int key = 0; key < 20; key++) {
            values.put(
                    "key " + key,
                    service.store().get(bytes("key " + key)).map(value -> LatticeCodec.decode(value.encoded())));
        }
        await().untilAsserted(() -> assertThat(watchers)
                .allSatisfy(watcher -> values.forEach(
                        (key, value) -> assertThat(watcher.valueOf(key)).isEqualTo(value))));
    }

    private Watcher watch(String key, long have) {
        Watcher watcher = new Watcher(1_000);
        watcher.watch(key, have);
        return watcher;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /** A client that keeps everything that it is told. */
    private final class Watcher implements ClientResponseObserver<WatchRequest, WatchReply> {
        private final List<WatchReply> replies = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Status.Code> end = new CompletableFuture<>();
        private final int window;
        private ClientCallStreamObserver<WatchRequest> requests;

        /** @param window how many replies it reads */
        Watcher(int window) {
            this.window = window;
            StoreGrpc.newStub(service.channel())
                    .withDeadlineAfter(60, TimeUnit.SECONDS)
                    .watch(this);
            if (window > 0) {
                requests.request(window);
            }
        }

        void watch(String key, long have) {
            request(WatchRequest.newBuilder()
                    .addWatch(WatchedKey.newBuilder().setKey(key).setHave(version(PARTITION, have))));
        }

        void unwatch(String key) {
            request(WatchRequest.newBuilder()
                    .addUnwatch(WatchedKey.newBuilder().setKey(key).setHave(version(PARTITION, -1))));
        }

        void request(WatchRequest.Builder request) {
            requests.onNext(request.build());
        }

        List<Change> changesOf(String key) {
            return replies.stream()
                    .flatMap(reply -> reply.getChangesList().stream())
                    .filter(change -> change.getKey().equals(key))
                    .collect(toList());
        }

        Optional<Lattice<?>> valueOf(String key) {
            return changesOf(key).stream()
                    .filter(Change::hasDelta)
                    .<Lattice<?>>map(
                            change -> LatticeCodec.decode(change.getDelta().toByteArray()))
                    .reduce(Lattice::join);
        }

        long applied() {
            return replies.stream()
                    .flatMap(reply -> reply.getAppliedList().stream())
                    .mapToLong(version -> version.getOffset())
                    .max()
                    .orElse(-1);
        }

        List<WatchFailure> failed() {
            return replies.stream()
                    .flatMap(reply -> reply.getFailedList().stream())
                    .collect(toList());
        }

        List<Integer> lost() {
            return replies.stream()
                    .flatMap(reply -> reply.getLostList().stream())
                    .collect(toList());
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<WatchRequest> stream) {
            requests = stream;
            requests.disableAutoRequestWithInitial(0);
        }

        @Override
        public void onNext(WatchReply reply) {
            replies.add(reply);
            if (window > 0) {
                requests.request(1);
            }
        }

        @Override
        public void onError(Throwable failure) {
            end.complete(Status.fromThrowable(failure).getCode());
        }

        @Override
        public void onCompleted() {
            end.complete(Status.Code.OK);
        }
    }
}
