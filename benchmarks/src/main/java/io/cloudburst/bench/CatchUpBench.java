package io.cloudburst.bench;

import static io.cloudburst.protocol.Topic.KVS;

import io.cloudburst.bench.Measure.Target;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.kvs.StoreNode;
import io.cloudburst.kvs.StoreNodeSettings;
import io.cloudburst.protocol.GetRequest;
import io.cloudburst.protocol.StoreGrpc;
import io.cloudburst.protocol.Version;
import io.cloudburst.sdk.store.StoreVersion;
import io.cloudburst.stack.Directories;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.TopicPartition;

/**
 * How fast a node with nothing stored reads the whole log, from when the group has given it the partitions until it answers with the
 * log's end; beside a bare consumer of the same partitions. Node and consumer are in this process, the broker is not.
 */
final class CatchUpBench {
    static final int KEYS = 100_000;

    /** About what a node does: the log is as long as it takes to read it for a turn's time. */
    private static final int EXPECTED_PER_SECOND = 300_000;

    private static final int LEAST_UPDATES = 2 * KEYS;
    private static final int IN_FLIGHT = 10_000;
    /** Not that of the node that answers the other cases. */
    private static final int REPLICA_SET = 1;

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Report report;
    private final String bootstrapServers;
    private final Path directory;
    private final int updates;
    private int nodes;

    CatchUpBench(Report report, String bootstrapServers, Path directory, double seconds) {
        this.report = report;
        this.bootstrapServers = bootstrapServers;
        this.directory = directory;
        this.updates = (int) Math.max(LEAST_UPDATES, seconds / Rounds.DEFAULT_COUNT * EXPECTED_PER_SECOND);
    }

    List<Measure> run(Cloudburst cloudburst) throws Exception {
        report.say("the log: writing %,d updates of %,d keys".formatted(updates, KEYS));
        Map<Integer, Long> ends = fill(cloudburst);
        report.say("the log: nodes that read it from its beginning");
        List<TopicPartition> partitions = ends.keySet().stream()
                .sorted()
                .map(number -> new TopicPartition(KVS.topicName(), number))
                .toList();
        try (BareLog bare = new BareLog(bootstrapServers, partitions)) {
            return List.of(Rounds.takeWarm(() -> follow(ends), () -> read(bare))
                    .measure(
                            KvsBench.NAME,
                            "catching up with the log",
                            "updates/s",
                            Double::doubleValue,
                            Target.valueAtLeast(100_000)));
        }
    }

    /** @return the last offset that was written, by partition */
    private Map<Integer, Long> fill(Cloudburst cloudburst) throws Exception {
        Updates writes = new Updates();
        KeyDraw keys = KeyDraw.each(KEYS, new SplittableRandom(6));
        Map<Integer, Long> ends = new ConcurrentHashMap<>();
        List<CompletableFuture<Void>> written = new ArrayList<>();
        for (int i = 0; i < updates; i++) {
            CompletableFuture<StoreVersion> done =
                    cloudburst.store().merge(Updates.keyText(keys.next()), writes.next());
            written.add(done.thenAccept(at -> ends.merge(at.partition(), at.offset(), Math::max)));
            if (written.size() == IN_FLIGHT || i + 1 == updates) {
                CompletableFuture.allOf(written.toArray(CompletableFuture[]::new))
                        .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
                written.clear();
            }
        }
        return ends;
    }

    private double read(BareLog bare) {
        bare.seekToBeginning();
        long start = System.nanoTime();
        bare.read(() -> updates);
        return updates / ((System.nanoTime() - start) / 1e9);
    }

    private double follow(Map<Integer, Long> ends) throws Exception {
        String name = "catch-up-" + nodes++;
        StoreNodeSettings settings = new StoreNodeSettings(
                bootstrapServers,
                name,
                REPLICA_SET,
                directory.resolve(name),
                "127.0.0.1",
                0,
                StoreNodeSettings.DEFAULT_MEMORY_BYTES,
                Optional.empty(),
                StoreNodeSettings.DEFAULT_PURGE_AFTER,
                Map.of(),
                Optional.empty());
        try (StoreNode node = StoreNode.start(settings)) {
            ManagedChannel channel =
                    NettyChannelBuilder.forTarget(node.address()).usePlaintext().build();
            try {
                awaitPartitions(node, ends.size());
                long start = System.nanoTime();
                awaitEnds(channel, ends);
                return updates / ((System.nanoTime() - start) / 1e9);
            } finally {
                channel.shutdownNow();
            }
        } finally {
            Directories.delete(settings.dataDirectory());
        }
    }

    /** There is nothing on the node to wait on; a look costs nothing beside what is measured. */
    private static void awaitPartitions(StoreNode node, int count) {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (node.partitions().size() < count) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the node was not given its partitions in time");
            }
            LockSupport.parkNanos(100_000);
        }
    }

    private static void awaitEnds(ManagedChannel channel, Map<Integer, Long> ends) throws Exception {
        List<Future<?>> reached = new ArrayList<>();
        ends.forEach((partition, offset) -> reached.add(StoreGrpc.newFutureStub(channel)
                .withDeadlineAfter(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .get(GetRequest.newBuilder()
                        .setKey(Updates.keyText(0))
                        .setAtLeast(Version.newBuilder().setPartition(partition).setOffset(offset))
                        .build())));
        for (Future<?> end : reached) {
            end.get();
        }
    }
}
