package io.cloudburst.sdk.store;

/**
 * How a cache has done since it was opened.
 *
 * @param hits reads that it has answered
 * @param misses reads that asked a store node, whether or not the key was there
 * @param keys that are in it now, about
 * @param bytes that they take, about
 */
public record CacheStats(long hits, long misses, long keys, long bytes) {
    /** Of no cache. */
    public static final CacheStats NONE = new CacheStats(0, 0, 0, 0);
}
