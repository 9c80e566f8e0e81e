package io.cloudburst.chaos.cluster;

import io.cloudburst.client.StoreStatus;
import io.cloudburst.protocol.ScanEntry;
import io.cloudburst.protocol.ScanReply;
import io.cloudburst.protocol.ScanRequest;
import io.cloudburst.protocol.StoreGrpc;
import io.cloudburst.protocol.Version;
import io.cloudburst.sdk.store.NodeConnections;
import io.cloudburst.sdk.store.StoreSecurity;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

/** Reads what each node of the store has, not what some node of any replica set answers. */
public final class ReplicaScan {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final NodeConnections connections = new NodeConnections(StoreSecurity.NONE);
    private final String prefix;

    /** Takes one key. */
    @FunctionalInterface
    public interface Reader {
        /** @param encoded the lattice; empty: it is too large to be read so */
        void read(int replicaSet, String key, byte[] encoded);
    }

    /** @param prefix of the keys that are read */
    public ReplicaScan(String prefix) {
        this.prefix = prefix;
    }

    /**
     * Reads all keys under the prefix from every node that the status has, as of the end of the log that it has, or later.
     *
     * @throws io.grpc.StatusRuntimeException if a node does not answer in time
     */
    public void read(StoreStatus status, Reader reader) {
        for (StoreStatus.Node node : status.nodes()) {
            ManagedChannel channel = connections.to(node.address()).build();
            try {
                for (StoreStatus.Partition partition : node.partitions()) {
                    long end = status.ends().get(partition.partition());
                    read(channel, node.replicaSet(), partition.partition(), end - 1, reader);
                }
            } finally {
                channel.shutdownNow();
            }
        }
    }

    private void read(ManagedChannel channel, int replicaSet, int partition, long atLeast, Reader reader) {
        Iterator<ScanReply> replies = StoreGrpc.newBlockingStub(channel)
                .withDeadlineAfter(LONGEST.toSeconds(), TimeUnit.SECONDS)
                .scan(ScanRequest.newBuilder()
                        .setPrefix(prefix)
                        .setAtLeast(Version.newBuilder().setPartition(partition).setOffset(atLeast))
                        .build());
        while (replies.hasNext()) {
            for (ScanEntry entry : replies.next().getEntriesList()) {
                reader.read(replicaSet, entry.getKey(), entry.getValue().toByteArray());
            }
        }
    }
}
