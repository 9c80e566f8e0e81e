package io.cloudburst.kvs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cloudburst.kvs.OwnedPartitions.OwnedPartition;
import io.cloudburst.kvs.rocks.PartitionStore;
import io.cloudburst.kvs.rocks.StoreMemory;
import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.protocol.Purge;
import io.cloudburst.protocol.Topic;
import io.cloudburst.protocol.Update;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A service with one partition, whose log is what a test applies. */
final class TestService implements AutoCloseable {
    static final int PARTITION = 3;

    private final OwnedPartitions owned = new OwnedPartitions();
    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private final StoreMemory memory = new StoreMemory(StoreMemory.MIN_BYTES);
    private final PartitionStore store;
    private final StoreService service = new StoreService("a", 1, owned, Optional.empty(), executor);
    private final Server server;
    private final ManagedChannel channel;

    TestService(Path directory) throws IOException {
        store = PartitionStore.open(PARTITION, directory, memory, letter -> {}, new SplittableRandom(1));
        server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .executor(executor)
                .addService(service)
                .build()
                .start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .maxInboundMessageSize(Topic.MAX_RECORD_BYTES + 1024)
                .build();
    }

    /** Lets readers in, once an offset is applied. */
    void own(long readableFrom) {
        owned.add(new OwnedPartition(store, readableFrom));
    }

    PartitionStore store() {
        return store;
    }

    StoreService service() {
        return service;
    }

    ManagedChannel channel() {
        return channel;
    }

    void apply(long offset, String key, Lattice<?> delta) {
        store.apply(List.of(record(offset, key, delta)));
    }

    /** Takes a key away if its newest update is the named one. */
    void purge(long offset, String key, long newest) {
        byte[] update = Update.newBuilder()
                .setPurge(Purge.newBuilder().setNewest(newest))
                .build()
                .toByteArray();
        store.apply(
                List.of(new ConsumerRecord<>(Topic.KVS.topicName(), PARTITION, offset, key.getBytes(UTF_8), update)));
    }

    /** Applies texts under {@code key FROM} to {@code key TO - 1}, from an offset on. */
    void applyTexts(long offset, int from, int to) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = from; i < to; i++) {
            records.add(record(offset + i - from, "key " + i, text("value " + i)));
        }
        store.apply(records);
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, String key, Lattice<?> delta) {
        return new ConsumerRecord<>(
                Topic.KVS.topicName(), PARTITION, offset, key.getBytes(UTF_8), StoreTestClient.update(delta));
    }

    static LastWriterWins text(String text) {
        return StoreTestClient.text(1, text);
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.shutdownNow();
        try {
            server.awaitTermination(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        store.close();
        executor.shutdown();
        memory.close();
    }
}
