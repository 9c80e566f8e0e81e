package io.cloudburst.sdk.store;

import io.cloudburst.protocol.Version;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How far somebody has come in each partition of the store: who reads at least that sees what they have seen. Immutable.
 *
 * @param offsets partition to offset
 */
public record Frontier(Map<Integer, Long> offsets) {
    /** Has seen nothing. */
    public static final Frontier NONE = new Frontier(Map.of());

    public Frontier {
        offsets = Map.copyOf(offsets);
    }

    public static Frontier of(Iterable<StoreVersion> versions) {
        Map<Integer, Long> offsets = new HashMap<>();
        versions.forEach(version -> offsets.merge(version.partition(), version.offset(), Math::max));
        return new Frontier(offsets);
    }

    public static Frontier fromProto(List<Version> versions) {
        return versions.isEmpty()
                ? NONE
                : of(versions.stream()
                        .map(version -> new StoreVersion(version.getPartition(), version.getOffset()))
                        .toList());
    }

    public List<Version> toProto() {
        return versions().stream()
                .map(version -> Version.newBuilder()
                        .setPartition(version.partition())
                        .setOffset(version.offset())
                        .build())
                .toList();
    }

    /** What has been seen of a partition; -1: nothing. */
    public long offsetOf(int partition) {
        return offsets.isEmpty() ? -1 : offsets.getOrDefault(partition, -1L);
    }

    /** Of each partition, the last one seen. */
    public List<StoreVersion> versions() {
        return offsets.entrySet().stream()
                .map(entry -> new StoreVersion(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Has seen what either has. */
    public Frontier join(Frontier other) {
        if (other.offsets.isEmpty()) {
            return this;
        }
        Map<Integer, Long> joined = new HashMap<>(offsets);
        other.offsets.forEach((partition, offset) -> joined.merge(partition, offset, Math::max));
        return new Frontier(joined);
    }
}
