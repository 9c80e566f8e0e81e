package io.cloudburst.sdk.registry;

import java.util.concurrent.CompletableFuture;

/** The log that a {@link Registry} is made from: entries under keys, the later one in place of the earlier. */
public interface RegistryLog extends AutoCloseable {
    /** What is read, in the order of the log; by one thread at a time. */
    interface Reader {
        /**
         * @param value an entry in protobuf; null: what was under the key is removed
         * @param offset of the record
         */
        void read(String key, byte[] value, long offset);

        /**
         * All records before {@code position} have been read.
         *
         * @param changed whether any were since the last time
         */
        void reached(long position, boolean changed);
    }

    /** Begins to read from the beginning; once. */
    void follow(Reader reader);

    /** Completes with the offset after the log's last record. */
    CompletableFuture<Long> end();

    @Override
    void close();
}
