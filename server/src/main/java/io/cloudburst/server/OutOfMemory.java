package io.cloudburst.server;

import io.cloudburst.executor.ProcessThreads;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
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
    /** Of the heap, after a collection of all of it. */
    private static final double FULL = 0.9;
    /** Of the old generation, after its latest collection: then it is worth one to know. */
    private static final double FILLING = 0.95;
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
     * @param exitCode the process's, when it ends
     * @param say is told why it ends, just before
     */
    public static void watch(int exitCode, Consumer<String> say) {
        AtomicBoolean ended = new AtomicBoolean();
        OutOfMemory watched = new OutOfMemory(why -> {
            if (ended.getAndSet(true)) {
                // Where one thread dies others may: the first one says so, unless it hangs.
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            }
            endProcess(why, exitCode, say);
        });
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
        if (failure instanceof OutOfMemoryError && !ProcessThreads.isOfUsers(thread)) {
            end.accept("there was no memory left for thread " + thread.getName() + ", which has died: "
                    + failure.getMessage());
        }
    }

    /** Hears of the ends of those threads too that have a handler of their own, as Kafka's do. */
    void followThreads() {
        for (Thread thread : ProcessThreads.all()) {
            Thread.UncaughtExceptionHandler own = thread.getUncaughtExceptionHandler();
            boolean known = own == null || own instanceof ThreadGroup || own instanceof Followed;
            if (!known && !ProcessThreads.isOfUsers(thread)) {
                thread.setUncaughtExceptionHandler(new Followed(this, own));
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

        private OldGeneration(MemoryPoolMXBean pool, List<GarbageCollectorMXBean> collectors) {
            this.pool = pool;
            this.collectors = collectors;
        }

        static Optional<OldGeneration> find() {
            return ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getType() == MemoryType.HEAP
                            && pool.getUsage().getMax() > 0
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

        /** How much of the whole heap is reachable; 0 where that is not worth a collection, or none can be had. */
        double fill() {
            MemoryUsage kept = pool.getCollectionUsage();
            if (kept.getUsed() < FILLING * kept.getMax()) {
                return 0;
            }
            long before = collections();
            System.gc();
            if (collections() == before) {
                return 0;
            }
            MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
            return (double) heap.getUsed() / heap.getMax();
        }

        private long collections() {
            return collectors.stream()
                    .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                    .sum();
        }
    }

    private static void endProcess(String why, int exitCode, Consumer<String> say) {
        try {
            say.accept(why
                    + ". This process ends; nothing that was acknowledged is lost, and all is there when it is started again."
                    + " The log names the functions that ran out of memory");
        } catch (OutOfMemoryError e) {
            // Then without a word.
        } finally {
            // Hooks would want memory.
            Runtime.getRuntime().halt(exitCode);
        }
    }
}
