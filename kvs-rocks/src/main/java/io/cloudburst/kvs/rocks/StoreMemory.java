package io.cloudburst.kvs.rocks;

import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.WriteBufferManager;

/**
 * The native memory that all partitions of a node share: a block cache, out of which the write buffers are taken as well. Opened
 * before the first partition and closed after the last. Thread-safe.
 */
public final class StoreMemory implements AutoCloseable {
    /** The least that works, in bytes. */
    public static final long MIN_BYTES = 8L << 20;

    // Few shards: one must be much larger than the largest block.
    private static final int SHARD_BITS = 2;
    // For index and filter blocks.
    private static final double HIGH_PRIORITY_SHARE = 0.3;

    // What is written into a larger one misses the processor's caches more often.
    private static final long LARGEST_WRITE_BUFFER_BYTES = 32L << 20;

    private final Cache blockCache;
    private final WriteBufferManager writeBuffers;
    private final long bytes;

    /**
     * @param bytes for cached blocks and write buffers together, at least {@link #MIN_BYTES}; half of it may be write buffers
     * @throws IllegalArgumentException if it is less
     */
    public StoreMemory(long bytes) {
        if (bytes < MIN_BYTES) {
            throw new IllegalArgumentException(
                    "a store needs at least " + MIN_BYTES + " bytes of native memory, not " + bytes);
        }
        NativeLibrary.load();
        this.bytes = bytes;
        this.blockCache = new LRUCache(bytes, SHARD_BITS, false, HIGH_PRIORITY_SHARE);
        this.writeBuffers = new WriteBufferManager(bytes / 2, blockCache);
    }

    Cache blockCache() {
        return blockCache;
    }

    WriteBufferManager writeBuffers() {
        return writeBuffers;
    }

    /** How large one partition's write buffer may become before it is flushed. */
    long writeBufferBytes() {
        return Math.min(bytes / 4, LARGEST_WRITE_BUFFER_BYTES);
    }

    /** Releases the native memory. Every partition that used it must have been closed. */
    @Override
    public void close() {
        writeBuffers.close();
        blockCache.close();
    }
}
