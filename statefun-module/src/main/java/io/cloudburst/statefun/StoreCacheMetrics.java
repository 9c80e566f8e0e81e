package io.cloudburst.statefun;

import io.cloudburst.sdk.store.CacheStats;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.management.JMException;
import javax.management.ObjectName;

/** Shows a cache to JMX until it is closed. */
final class StoreCacheMetrics implements StoreCacheMXBean, AutoCloseable {
    private static final AtomicInteger INSTANCES = new AtomicInteger();

    private final Supplier<CacheStats> stats;
    private final ObjectName name;

    StoreCacheMetrics(Supplier<CacheStats> stats) {
        this.stats = stats;
        try {
            this.name = new ObjectName("io.cloudburst:type=StoreCache,instance=" + INSTANCES.getAndIncrement());
            ManagementFactory.getPlatformMBeanServer().registerMBean(this, name);
        } catch (JMException e) {
            throw new IllegalStateException("the cache cannot be shown to JMX", e);
        }
    }

    @Override
    public long getHits() {
        return stats.get().hits();
    }

    @Override
    public long getMisses() {
        return stats.get().misses();
    }

    @Override
    public long getKeys() {
        return stats.get().keys();
    }

    @Override
    public long getBytes() {
        return stats.get().bytes();
    }

    @Override
    public void close() {
        try {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
        } catch (JMException e) {
            throw new IllegalStateException("the cache is not shown to JMX any more", e);
        }
    }
}
