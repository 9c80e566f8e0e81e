package io.cloudburst.sdk.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.lattices.Max;
import io.cloudburst.protocol.Change;
import io.cloudburst.protocol.ReadFailure;
import io.cloudburst.protocol.WatchFailure;
import io.cloudburst.protocol.WatchReply;
import io.cloudburst.protocol.WatchRequest;
import io.cloudburst.protocol.WatchedKey;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchStreamTest {
    private static final int UPDATES = 300_000;

    private final List<String> told = new ArrayList<>();
    private final Requests requests = new Requests();
    private final WatchStream stream = new WatchStream(4, new Listener());

    @BeforeEach
    void start() {
        stream.beforeStart(requests);
        requests.becomeReady();
    }

    @Test
    void requestsGoOutInOrderWhenTheNodeTakesThem() {
        requests.ready = false;
        assertThat(stream.watch("a", 1, 7)).isTrue();
        stream.unwatch("a", 1);
        assertThat(stream.watch("a", 1, 8)).isTrue();
        assertThat(requests.sent).isEmpty();

        requests.becomeReady();

        assertThat(requests.sent).containsExactly("+a@7", "-a", "+a@8");
    }

    @Test
    void aNodeThatTakesNothingIsAskedForNoMore() {
        requests.ready = false;
        int taken = 0;
        while (stream.watch("key " + taken, 1, -1)) {
            taken++;
        }
        assertThat(taken).isEqualTo(1_000);
        for (int i = 0; i < 100_000; i++) {
            stream.unwatch("key " + i, 1);
        }

        assertThat(requests.cancelled).isTrue();
        assertThat(stream.toldOf(1)).isEqualTo(WatchStream.LOST);
        assertThat(told).isEmpty();
    }

    @Test
    void aKeyThatCameBackBeginsWithItsLastFirstValue() {
        stream.watch("a", 1, -1);
        stream.unwatch("a", 1);
        stream.watch("a", 1, -1);

        assertThat(stream.begun("a")).isFalse();
        assertThat(stream.begun("a")).isTrue();
    }

    @Test
    void aKeyThatCouldNotBeWatchedCanBeginAnew() {
        stream.watch("a", 1, -1);
        stream.onNext(failure("a", Status.Code.RESOURCE_EXHAUSTED));
        stream.watch("a", 1, -1);

        assertThat(stream.begun("a")).isTrue();
        assertThat(told).containsExactly("failed a");
    }

    @Test
    void thatAKeyHasBecomeTooLargeIsNoAnswerToALaterWatch() {
        stream.watch("a", 1, -1);
        stream.onNext(failure("a", Status.Code.OUT_OF_RANGE));
        stream.watch("a", 1, -1);

        assertThat(stream.begun("a")).isFalse();
    }

    @Test
    void changesAreToldBeforeHowFarTheyGo() {
        stream.onNext(WatchReply.newBuilder()
                .addApplied(StoreCodec.version(1, 5))
                .addChanges(Change.newBuilder().setKey("a").setVersion(StoreCodec.version(1, 5)))
                .build());

        assertThat(told).containsExactly("changed a as of -1");
        assertThat(stream.toldOf(1)).isEqualTo(5);
        assertThat(stream.toldOf(2)).isEqualTo(-1);
    }

    @Test
    void whatIsLostStaysLost() {
        stream.onNext(WatchReply.newBuilder().addLost(1).build());
        stream.onNext(
                WatchReply.newBuilder().addApplied(StoreCodec.version(1, 5)).build());

        assertThat(stream.toldOf(1)).isEqualTo(WatchStream.LOST);
        assertThat(stream.watch("a", 1, -1)).isFalse();
        assertThat(stream.watch("b", 2, -1)).isTrue();
        assertThat(told).containsExactly("lost 1");
    }

    @Test
    void withItsEndEverythingIsLost() {
        stream.onError(Status.UNAVAILABLE.asRuntimeException());

        assertThat(stream.toldOf(1)).isEqualTo(WatchStream.LOST);
        assertThat(stream.watch("a", 1, -1)).isFalse();
        assertThat(told).containsExactly("ended");
    }

    /** The value is read after how far it goes, not before. */
    @Test
    void aValueHasAllThatWasToldUpToThen() throws Exception {
        AtomicLong written = new AtomicLong(-1);
        CachedKey[] key = new CachedKey[1];
        WatchStream pushing = new WatchStream(1, new Listener() {
            @Override
            public void changed(WatchStream from, Change change) {
                key[0].hold(key[0].held()
                        .joinChange(
                                LatticeCodec.decode(change.getDelta().toByteArray()),
                                key[0].held().known().version().offset()));
            }
        });
        key[0] = new CachedKey(
                new KeyPlace(0, 0), pushing, new StoredValue(Optional.of(Max.of(-1)), StoreVersion.none(0)));
        key[0].hold(key[0].held().asWhole());
        CompletableFuture<Void> pushes = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < UPDATES; i++) {
                WatchReply reply = WatchReply.newBuilder()
                        .addChanges(Change.newBuilder()
                                .setKey("key")
                                .setDelta(ByteString.copyFrom(LatticeCodec.encode(Max.of(i)))))
                        .addApplied(StoreCodec.version(0, i))
                        .build();
                written.set(i);
                pushing.onNext(reply);
            }
        });

        long found = 0;
        while (!pushes.isDone() || found == 0) {
            long demanded = written.get();
            Optional<StoredValue> value = key[0].asOf(demanded);
            if (value.isPresent()) {
                found++;
                assertThat(((Max) value.get().lattice().orElseThrow()).value().longValue())
                        .isGreaterThanOrEqualTo(demanded);
            }
        }
        pushes.get(20, TimeUnit.SECONDS);
    }

    private static WatchReply failure(String key, Status.Code code) {
        return WatchReply.newBuilder()
                .addFailed(WatchFailure.newBuilder()
                        .setKey(WatchedKey.newBuilder().setKey(key).setHave(StoreCodec.version(1, -1)))
                        .setFailure(ReadFailure.newBuilder().setCode(code.value())))
                .build();
    }

    private class Listener implements WatchStream.Listener {
        @Override
        public void changed(WatchStream from, Change change) {
            told.add("changed " + change.getKey() + " as of "
                    + from.toldOf(change.getVersion().getPartition()));
        }

        @Override
        public void failed(WatchStream from, WatchedKey key) {
            told.add("failed " + key.getKey());
        }

        @Override
        public void lost(WatchStream from, int partition) {
            told.add("lost " + partition);
        }

        @Override
        public void ended(WatchStream from, Throwable why) {
            told.add("ended");
        }
    }

    /** What is sent, by a connection that takes it when the test says so. */
    private static final class Requests extends ClientCallStreamObserver<WatchRequest> {
        private final List<String> sent = new ArrayList<>();
        private boolean ready;
        private boolean cancelled;
        private Runnable onReady;

        void becomeReady() {
            ready = true;
            onReady.run();
        }

        @Override
        public void onNext(WatchRequest request) {
            request.getWatchList()
                    .forEach(key ->
                            sent.add("+" + key.getKey() + "@" + key.getHave().getOffset()));
            request.getUnwatchList().forEach(key -> sent.add("-" + key.getKey()));
        }

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public void setOnReadyHandler(Runnable handler) {
            onReady = handler;
        }

        @Override
        public void cancel(String message, Throwable cause) {
            cancelled = true;
        }

        @Override
        public void disableAutoInboundFlowControl() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void request(int count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setMessageCompression(boolean enable) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void onError(Throwable failure) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void onCompleted() {
            throw new UnsupportedOperationException();
        }
    }
}
