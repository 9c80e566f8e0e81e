package io.cloudburst.kvs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudburst.protocol.GetReply;
import io.cloudburst.protocol.GetRequest;
import io.cloudburst.protocol.StoreGrpc;
import io.cloudburst.protocol.Version;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Reads from the nodes of one replica set, whichever of them owns the key's partition now. */
final class ReplicaReader implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<ManagedChannel> nodes = new ArrayList<>();

    ReplicaReader(List<String> addresses) {
        addresses.forEach(address -> nodes.add(
                ManagedChannelBuilder.forTarget(address).usePlaintext().build()));
    }

    GetReply get(String key, Version atLeast) {
        GetRequest request =
                GetRequest.newBuilder().setKey(key).setAtLeast(atLeast).build();
        return await("key " + key + " at " + atLeast)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
                .until(() -> getFromOwner(request), reply -> true);
    }

    /** From the first that answers; nodes are down, own other partitions, or are catching up. */
    private GetReply getFromOwner(GetRequest request) {
        StatusRuntimeException failure = null;
        for (ManagedChannel node : nodes) {
            try {
                return StoreGrpc.newBlockingStub(node)
                        .withDeadlineAfter(5, TimeUnit.SECONDS)
                        .get(request);
            } catch (StatusRuntimeException e) {
                failure = e;
            }
        }
        throw failure;
    }

    /** Fails unless the set answers every key as the model does, byte for byte. */
    void assertHasAll(Acknowledged model, String description) {
        for (String key : model.keys()) {
            GetReply reply = get(key, model.version(key));
            assertThat(reply.hasValue()).as("%s: key %s", description, key).isTrue();
            assertThat(reply.getValue().toByteArray())
                    .as("%s: key %s", description, key)
                    .isEqualTo(model.encodedValue(key));
        }
    }

    @Override
    public void close() {
        nodes.forEach(ManagedChannel::shutdownNow);
    }
}
