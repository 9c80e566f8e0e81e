package io.cloudburst.sdk.store;

import java.util.Optional;

/** A key in the cache: where it is watched, and what is known of it. Read by any thread; changed by one at a time. */
final class CachedKey {
    private final KeyPlace place;
    private final WatchStream stream;
    /** Replaced inside the cache's computations of this key, and nowhere else. */
    private volatile HeldValue held;

    CachedKey(KeyPlace place, WatchStream stream, StoredValue value) {
        this.place = place;
        this.stream = stream;
        this.held = HeldValue.of(value);
    }

    KeyPlace place() {
        return place;
    }

    WatchStream stream() {
        return stream;
    }

    HeldValue held() {
        return held;
    }

    void hold(HeldValue value) {
        held = value;
    }

    boolean isWatched() {
        return stream.toldOf(place.partition()) != WatchStream.LOST;
    }

    /** The value as of an offset or later; empty if that is not here. */
    Optional<StoredValue> asOf(long offset) {
        // Before the value: the changes up to there are in what is held from then on.
        long told = stream.toldOf(place.partition());
        HeldValue now = held;
        boolean fresh = told != WatchStream.LOST
                && now.whole()
                && Math.max(told, now.known().version().offset()) >= offset;
        return fresh ? now.value() : Optional.empty();
    }
}
