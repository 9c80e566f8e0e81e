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
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a process in which functions have left no memory for others. Either its heap is full of what is still reachable, and stays so, as
 * after functions that keep ever more in static fields: it would go on collecting garbage, and its calls would end by their timeouts, for
 * ever. Or a thread has died because there was no memory when it needed some: that may have been the one which sends to Kafka, and whoever
 * needs it would wait for ever. A process that is started again is well.
 *
 * <p>A function that asks for too much at once is no matter for this: it is told so, and what it had is free again.
 */
public final class OutOfMemory {
    /** The process's exit code then: one that its launcher starts it again after. */
    private static final int EXIT_CODE = 3;

    /** Of what the old generation may have, after a collection of it. */
    private static final double FULL = 0.95;
    /** So many times in a row that it was looked. */
    private static final int TIMES = 10;

    private static final long EVERY_SECONDS = 1;

    private static final Logger LOG = LoggerFactory.getLogger(OutOfMemory.class);

    private final Consumer<String> end;
    private int full;

    /** @param end is told why the process ends */
    OutOfMemory(Consumer<String> end) {
        this.end = end;
    }

    /**
     * Looks from now on, in a thread of its own, until the process ends.
     *
     * @param say is told why it ends, just before
     */
    public static void watch(Consumer<String> say) {
        OutOfMemory watched = new OutOfMemory(why -> endProcess(why, say));
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            watched.died(thread, failure);
            LOG.error("thread {} has died", thread.getName(), failure);
        });
        Optional<OldGeneration> old = OldGeneration.find();
        if (old.isEmpty()) {
            LOG.warn(
                    "this JVM does not say how full its heap is; a process that functions have filled will not be ended");
        }
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread made = new Thread(work, "cloudburst-out-of-memory");
            made.setDaemon(true);
            return made;
        });
        thread.scheduleWithFixedDelay(
                () -> {
                    try {
                        watched.followThreads();
                        old.ifPresent(generation -> watched.see(generation.fill()));
                    } catch (OutOfMemoryError e) {
                        // There is not even room to look.
                        watched.see(1);
                    }
                },
                EVERY_SECONDS,
                EVERY_SECONDS,
                TimeUnit.SECONDS);
    }

    /** @param fill from 0 to 1 */
    void see(double fill) {
        full = fill >= FULL ? full + 1 : 0;
        if (full >= TIMES) {
            end.accept("the heap is full of what functions hold, and collections free nothing");
        }
    }

    /** @param failure what a thread threw that nobody caught */
    void died(Thread thread, Throwable failure) {
        if (failure instanceof OutOfMemoryError) {
            end.accept("there was no memory left for thread " + thread.getName() + ", which has died: "
                    + failure.getMessage());
        }
    }

    /** Hears of the ends of those threads too that have a handler of their own, as Kafka's do. */
    private void followThreads() {
        ThreadGroup all = Thread.currentThread().getThreadGroup();
        while (all.getParent() != null) {
            all = all.getParent();
        }
        Thread[] threads = new Thread[all.activeCount() + 64];
        int count = all.enumerate(threads);
        for (int i = 0; i < count; i++) {
            Thread.UncaughtExceptionHandler own = threads[i].getUncaughtExceptionHandler();
            if (own != null && !(own instanceof ThreadGroup) && !(own instanceof Followed)) {
                threads[i].setUncaughtExceptionHandler(new Followed(this, own));
            }
        }
    }

    private record Followed(OutOfMemory watched, Thread.UncaughtExceptionHandler own)
            implements Thread.UncaughtExceptionHandler {
        @Override
        public void uncaughtException(Thread thread, Throwable failure) {
            watched.died(thread, failure);
            own.uncaughtException(thread, failure);
        }
    }

    /** Where what lives for long is. Used by one thread. */
    private static final class OldGeneration {
        private final MemoryPoolMXBean pool;
        private final List<GarbageCollectorMXBean> collectors;
        private long collections;

        private OldGeneration(MemoryPoolMXBean pool, List<GarbageCollectorMXBean> collectors) {
            this.pool = pool;
            this.collectors = collectors;
        }

        static Optional<OldGeneration> find() {
            return ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getType() == MemoryType.HEAP
                            && pool.isUsageThresholdSupported()
                            && pool.isCollectionUsageThresholdSupported())
                    .findFirst()
                    .map(pool -> {
                        List<String> names = List.of(pool.getMemoryManagerNames());
                        return new OldGeneration(
                                pool,
                                ManagementFactory.getGarbageCollectorMXBeans().stream()
                                        .filter(collector -> names.contains(collector.getName()))
                                        .toList());
                    });
        }

        /** How much of it was in use after its latest collection: of a full one that is asked for, where nobody else has since. */
        double fill() {
            if (filled() >= FULL && collections() == collections) {
                System.gc();
            }
            collections = collections();
            return filled();
        }

        private double filled() {
            return (double) pool.getCollectionUsage().getUsed()
                    / pool.getCollectionUsage().getMax();
        }

        private long collections() {
            return collectors.stream()
                    .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                    .sum();
        }
    }

    private static void endProcess(String why, Consumer<String> say) {
        try {
            say.accept(why + ". This process ends, to be started again; nothing that was acknowledged is lost."
                    + " The log names the functions that ran out of memory");
        } catch (OutOfMemoryError e) {
            // Then without a word.
        } finally {
            // Hooks would want memory.
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}
