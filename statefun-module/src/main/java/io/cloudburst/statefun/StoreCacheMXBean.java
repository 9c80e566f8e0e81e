package io.cloudburst.statefun;

/** How the cache of one parallel instance of the job does, for JMX, as {@code io.cloudburst:type=StoreCache,instance=N}. */
public interface StoreCacheMXBean {
    /** Reads that it has answered. */
    long getHits();

    /** Reads that asked a store node. */
    long getMisses();

    /** Keys that are in it, about. */
    long getKeys();

    /** What they take, in bytes, about. */
    long getBytes();
}
