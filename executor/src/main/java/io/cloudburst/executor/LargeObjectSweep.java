package io.cloudburst.executor;

import io.cloudburst.sdk.store.LargeObjects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes now and then what large objects have left behind that were replaced. Every executor does so; twice is as good as once. */
final class LargeObjectSweep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LargeObjectSweep.class);
    private static final long EVERY_MINUTES = 5;

    private final LargeObjects objects;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(sweep -> {
        Thread fresh = new Thread(sweep, "cloudburst-large-object-sweep");
        fresh.setDaemon(true);
        return fresh;
    });

    LargeObjectSweep(LargeObjects objects) {
        this.objects = objects;
        thread.scheduleWithFixedDelay(this::sweep, EVERY_MINUTES, EVERY_MINUTES, TimeUnit.MINUTES);
    }

    private void sweep() {
        try {
            objects.sweep(System.currentTimeMillis());
        } catch (RuntimeException e) {
            LOG.warn("large objects were not swept, trying again in {} minutes: {}", EVERY_MINUTES, e.toString());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
