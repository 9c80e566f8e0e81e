package io.cloudburst.kvs.rocks;

/**
 * A key that a scan has met.
 *
 * @param key in UTF-8
 * @param value what it has
 */
public record ScannedValue(byte[] key, StoredValue value) {}
