package io.cloudburst.sdk.store;

import io.cloudburst.protocol.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What a client has written, or was told to have been written for it: what its reads demand. Own writes count for the keys that
 * share a slot with what was written, so that a busy writer does not make everything else that it reads look old; what was told
 * counts for all keys of its partition. Offsets never decrease; -1 is before the first. Safe for use by many threads.
 */
final class WrittenOffsets {
    /** By partition: everything. */
    private final AtomicLongArray all;
    /** By partition: what was told. */
    private final AtomicLongArray told;
    /** By partition and slot: own writes. */
    private final AtomicLongArray own;

    private final AtomicLong changes = new AtomicLong();
    private volatile Seen seen = new Seen(0, List.of());

    /** @param changes that are in it */
    private record Seen(long changes, List<Version> versions) {}

    WrittenOffsets(int partitions) {
        this.all = offsets(partitions);
        this.told = offsets(partitions);
        this.own = offsets(partitions * KeyPlace.SLOTS);
    }

    private static AtomicLongArray offsets(int length) {
        AtomicLongArray offsets = new AtomicLongArray(length);
        for (int i = 0; i < length; i++) {
            offsets.setPlain(i, -1);
        }
        return offsets;
    }

    void wrote(KeyPlace place, long offset) {
        raise(own, place.partition() * KeyPlace.SLOTS + place.slot(), offset);
        raise(all, place.partition(), offset);
        changes.incrementAndGet();
    }

    void observe(Frontier frontier) {
        if (frontier.offsets().isEmpty()) {
            return;
        }
        frontier.offsets().forEach((partition, offset) -> {
            // It comes from elsewhere and may be anything.
            if (partition >= 0 && partition < all.length()) {
                raise(told, partition, offset);
                raise(all, partition, offset);
            }
        });
        changes.incrementAndGet();
    }

    private static void raise(AtomicLongArray offsets, int index, long offset) {
        offsets.accumulateAndGet(index, offset, Math::max);
    }

    /** What a read of a key that is there demands. */
    long demandOf(KeyPlace place) {
        return Math.max(told.get(place.partition()), own.get(place.partition() * KeyPlace.SLOTS + place.slot()));
    }

    /** What a read of a whole partition demands. */
    long demandOf(int partition) {
        return all.get(partition);
    }

    /** Of each partition with any, the last one: the same list until there is another. */
    List<Version> seen() {
        Seen known = seen;
        // First: what changes meanwhile makes it old again.
        long now = changes.get();
        if (known.changes() != now) {
            known = new Seen(now, versions());
            seen = known;
        }
        return known.versions();
    }

    private List<Version> versions() {
        List<Version> versions = new ArrayList<>();
        for (int partition = 0; partition < all.length(); partition++) {
            if (all.get(partition) >= 0) {
                versions.add(StoreCodec.version(partition, all.get(partition)));
            }
        }
        return List.copyOf(versions);
    }
}
