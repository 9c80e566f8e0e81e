package io.cloudburst.sdk.store;

/**
 * A version of the keys of one partition of the store: the offset of an update in {@code cloudburst.kvs}. Versions of the same
 * partition are totally ordered.
 */
public record StoreVersion(int partition, long offset) {
    /** Before the first update. */
    public static StoreVersion none(int partition) {
        return new StoreVersion(partition, -1);
    }
}
