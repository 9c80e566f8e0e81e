package io.cloudburst.kvs.rocks;

import java.nio.ByteBuffer;

/**
 * What a key has.
 *
 * @param encoded the folded lattice, as its codec wrote it; read-only
 * @param offset of the newest update that is joined into it
 */
public record StoredValue(ByteBuffer encoded, long offset) {}
