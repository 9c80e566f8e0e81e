package io.cloudburst.sdk.store;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.cloudburst.lattices.Decomposition;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.protocol.GetPartsReply;
import io.cloudburst.protocol.GetReply;
import io.cloudburst.protocol.GetRequest;
import io.cloudburst.protocol.ScanEntry;
import io.cloudburst.protocol.Update;
import io.cloudburst.protocol.Version;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The store's messages. */
final class StoreCodec {
    private StoreCodec() {}

    static Version version(int partition, long offset) {
        return Version.newBuilder().setPartition(partition).setOffset(offset).build();
    }

    static GetRequest get(String key, int partition, long atLeast) {
        return GetRequest.newBuilder()
                .setKey(key)
                .setAtLeast(version(partition, atLeast))
                .build();
    }

    static Update.Builder delta(Lattice<?> delta) {
        return Update.newBuilder().setDelta(UnsafeByteOperations.unsafeWrap(LatticeCodec.encode(delta)));
    }

    /** @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if the value can't be read */
    static StoredValue decode(String key, GetReply reply) {
        return new StoredValue(
                reply.hasValue() ? Optional.of(lattice(key, reply.getValue())) : Optional.empty(),
                decode(reply.getVersion()));
    }

    /** @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if the value can't be read */
    static StoredValue decode(GetRequest request, List<GetPartsReply> fragments) {
        if (fragments.isEmpty()) {
            return new StoredValue(Optional.empty(), decode(request.getAtLeast()));
        }
        List<Lattice<?>> parts = new ArrayList<>(fragments.size());
        fragments.forEach(fragment -> parts.add(lattice(request.getKey(), fragment.getPart())));
        return new StoredValue(
                Optional.of(Decomposition.join(parts)), decode(fragments.get(0).getVersion()));
    }

    /** @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if the value can't be read */
    static StoredValue decode(ScanEntry entry, Version version) {
        return new StoredValue(Optional.of(lattice(entry.getKey(), entry.getValue())), decode(version));
    }

    private static StoreVersion decode(Version version) {
        return new StoreVersion(version.getPartition(), version.getOffset());
    }

    /** @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if it can't be read */
    static Lattice<?> lattice(String key, ByteString encoded) {
        try {
            return LatticeCodec.decode(encoded.toByteArray());
        } catch (RuntimeException e) {
            throw new CloudburstException(
                    ErrorCode.INVALID_ARGUMENT,
                    "what the store has under '%s' cannot be read: %s".formatted(key, e.getMessage()),
                    e);
        }
    }
}
