package io.cloudburst.kvs.rocks;

import java.util.Optional;

/**
 * A key that a scan has met.
 *
 * @param key in UTF-8
 * @param value what it has; empty if that is larger than was asked for
 */
public record ScannedValue(byte[] key, Optional<StoredValue> value) {}
