package io.cloudburst.server;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a process whose heap is full of what is still reachable, and stays so: as after functions that keep ever more in static fields. Such
 * a process would go on collecting garbage, and its calls would end by their timeouts, for ever; its launcher starts it again empty. A
 * function that asks for too much at once is no matter for this: it is told so, and what it had is free again.
 */
final class FullHeap {
    /** The process's exit code then: one that its launcher starts it again after. */
    static final int EXIT_CODE = 3;

    /** Of what the old generation may have, after a collection of it. */
    private static final double FULL = 0.95;
    /** So many times in a row that it was looked and there had been a collection. */
    private static final int TIMES = 10;

    private static final long EVERY_SECONDS = 1;
    /** Without a collection for so long nothing presses. */
    private static final int FORGOTTEN_AFTER = 30;

    private static final Logger LOG = LoggerFactory.getLogger(FullHeap.class);

    private final MemoryPoolMXBean pool;
    private final List<GarbageCollectorMXBean> collectors;
    private final Runnable end;
    private long collections;
    private int full;
    private int quiet;

    /** What was seen of the old generation. */
    record Sight(long collections, double used) {}

    private FullHeap(MemoryPoolMXBean pool, List<GarbageCollectorMXBean> collectors, Runnable end) {
        this.pool = pool;
        this.collectors = collectors;
        this.end = end;
    }

    /** Of one that is told what is seen. */
    FullHeap(Runnable end) {
        this(null, List.of(), end);
    }

    /** Looks from now on, in a thread of its own, until the process ends. */
    static void watch() {
        Optional<MemoryPoolMXBean> old = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP
                        && pool.isUsageThresholdSupported()
                        && pool.isCollectionUsageThresholdSupported())
                .findFirst();
        if (old.isEmpty()) {
            LOG.warn(
                    "this JVM does not say how full its heap is; a process that functions have filled will not be ended");
            return;
        }
        List<String> names = List.of(old.get().getMemoryManagerNames());
        FullHeap heap = new FullHeap(
                old.get(),
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .filter(collector -> names.contains(collector.getName()))
                        .toList(),
                FullHeap::endProcess);
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread made = new Thread(work, "cloudburst-full-heap");
            made.setDaemon(true);
            return made;
        });
        thread.scheduleWithFixedDelay(heap::look, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    private void look() {
        try {
            see(new Sight(
                    collectors.stream()
                            .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                            .sum(),
                    (double) pool.getCollectionUsage().getUsed()
                            / pool.getCollectionUsage().getMax()));
        } catch (OutOfMemoryError e) {
            // Where there is not even room to look.
            full++;
            endIfFull();
        }
    }

    void see(Sight sight) {
        if (sight.collections() == collections) {
            if (++quiet >= FORGOTTEN_AFTER) {
                full = 0;
            }
            return;
        }
        collections = sight.collections();
        quiet = 0;
        full = sight.used() >= FULL ? full + 1 : 0;
        endIfFull();
    }

    private void endIfFull() {
        if (full >= TIMES) {
            end.run();
        }
    }

    private static void endProcess() {
        try {
            LOG.error(
                    "the heap is full of what functions hold, and collections free nothing: this process ends, to be started again."
                            + " Functions that ran out of memory are named above");
        } catch (OutOfMemoryError e) {
            // Then without a word.
        } finally {
            // Hooks would want memory.
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}
