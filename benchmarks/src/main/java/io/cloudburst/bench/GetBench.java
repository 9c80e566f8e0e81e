package io.cloudburst.bench;

import io.cloudburst.bench.Measure.Target;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.protocol.GetReply;
import io.cloudburst.protocol.GetRequest;
import io.cloudburst.protocol.StoreGrpc;
import io.cloudburst.protocol.Version;
import io.cloudburst.sdk.kafka.KafkaSettings;
import io.cloudburst.sdk.registry.Registry;
import io.cloudburst.sdk.store.StoreVersion;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Reads of keys from a store node, by bare RPC, beside a server that answers the same requests with a constant of the same size. */
final class GetBench {
    private static final int IN_FLIGHT = 64;
    private static final int REQUESTS = 1 << 16;
    private static final long TIMEOUT_SECONDS = 30;

    private final Report report;
    private final String bootstrapServers;
    private final double secondsATurn;

    /** @param seconds for each case: one at a time, and many at a time */
    GetBench(Report report, String bootstrapServers, double seconds) {
        this.report = report;
        this.bootstrapServers = bootstrapServers;
        this.secondsATurn = seconds / Rounds.DEFAULT_COUNT;
    }

    private record Turn(Histogram sequential, double perSecond) {}

    /** How long the value of a reply is. */
    static int valueBytes() {
        return LatticeCodec.encode(new Updates().next()).length;
    }

    /** @param cloudburst has written {@link CatchUpBench#KEYS} keys */
    List<Measure> run(Cloudburst cloudburst, String echoAddress) throws Exception {
        report.say("reads: by RPC");
        GetRequest[] requests = requests(cloudburst);
        ManagedChannel node =
                NettyChannelBuilder.forTarget(nodeAddress()).usePlaintext().build();
        ManagedChannel echo =
                NettyChannelBuilder.forTarget(echoAddress).usePlaintext().build();
        try {
            Load.Target system = target(node, requests);
            Load.Target limit = target(echo, requests);
            Rounds<Turn> rounds = Rounds.takeWarm(() -> turn(system), () -> turn(limit));
            return List.of(
                    rounds.measure(
                            KvsBench.NAME, "get, p50", "ms", turn -> Load.millis(turn.sequential(), 50), Target.NONE),
                    rounds.measure(
                            KvsBench.NAME, "get, p99", "ms", turn -> Load.millis(turn.sequential(), 99), Target.NONE),
                    rounds.measure(
                            KvsBench.NAME,
                            "get, " + IN_FLIGHT + " in flight",
                            "gets/s",
                            Turn::perSecond,
                            Target.atLeast(0.7)));
        } finally {
            node.shutdownNow();
            echo.shutdownNow();
        }
    }

    /** There is one node, and it has all partitions. */
    private String nodeAddress() throws Exception {
        try (Registry registry = Registry.follow(KafkaSettings.of(bootstrapServers), "bench-registry")) {
            registry.catchUp().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            return registry.addressesOf(0).get(0);
        }
    }

    private static GetRequest[] requests(Cloudburst cloudburst) {
        KeyDraw keys = KeyDraw.uniform(CatchUpBench.KEYS, REQUESTS, new SplittableRandom(7));
        GetRequest[] requests = new GetRequest[REQUESTS];
        for (int i = 0; i < REQUESTS; i++) {
            String key = Updates.keyText(keys.next());
            StoreVersion written = cloudburst.store().lastWritten(key);
            requests[i] = GetRequest.newBuilder()
                    .setKey(key)
                    .setAtLeast(Version.newBuilder()
                            .setPartition(written.partition())
                            .setOffset(written.offset()))
                    .build();
        }
        return requests;
    }

    private static Load.Target target(ManagedChannel channel, GetRequest[] requests) {
        int valueBytes = valueBytes();
        StoreGrpc.StoreStub stub = StoreGrpc.newStub(channel);
        return x -> {
            CompletableFuture<Boolean> done = new CompletableFuture<>();
            stub.withDeadlineAfter(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .get(requests[(int) (x % REQUESTS)], new StreamObserver<>() {
                        @Override
                        public void onNext(GetReply reply) {
                            done.complete(Math.abs(reply.getValue().size() - valueBytes) <= 4);
                        }

                        @Override
                        public void onError(Throwable failure) {
                            done.completeExceptionally(failure);
                        }

                        @Override
                        public void onCompleted() {
                            done.completeExceptionally(new IllegalStateException("answered without a reply"));
                        }
                    });
            return done;
        };
    }

    private Turn turn(Load.Target target) {
        return new Turn(Load.sequential(target, secondsATurn), Load.perSecond(target, IN_FLIGHT, secondsATurn));
    }
}
