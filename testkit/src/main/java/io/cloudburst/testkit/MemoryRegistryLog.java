package io.cloudburst.testkit;

import io.cloudburst.sdk.registry.RegistryLog;
import java.util.concurrent.CompletableFuture;

/** A registry's log that is read as it is written, by whoever writes. */
final class MemoryRegistryLog implements RegistryLog {
    /** Guarded by this. */
    private Reader reader;

    private long end;

    @Override
    public synchronized void follow(Reader newReader) {
        reader = newReader;
    }

    /** @return the record's offset */
    synchronized long append(String key, byte[] entry) {
        long offset = end++;
        reader.read(key, entry, offset);
        reader.reached(end, true);
        return offset;
    }

    @Override
    public synchronized CompletableFuture<Long> end() {
        return CompletableFuture.completedFuture(end);
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
