package io.cloudburst.executor;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that run users' code, and what waits for one of them, both bounded. Safe for use by many threads. */
final class FunctionThreads implements AutoCloseable {
    private final int count;
    private final ThreadPoolExecutor pool;

    FunctionThreads(int count, int waiting) {
        this.count = count;
        AtomicInteger number = new AtomicInteger();
        this.pool = new ThreadPoolExecutor(count, count, 1, TimeUnit.MINUTES, new WorkQueue(waiting), work -> {
            Thread thread = new Thread(work, "cloudburst-function-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        pool.allowCoreThreadTimeOut(true);
    }

    /** @throws RejectedExecutionException if as much waits as may, or it is closed */
    void execute(Runnable work) {
        pool.execute(work);
    }

    /** So many more threads than usual, from now on; with fewer than before, those that are too many end when they are idle. */
    synchronized void setExtra(int extra) {
        int size = count + extra;
        if (size >= pool.getMaximumPoolSize()) {
            pool.setMaximumPoolSize(size);
            pool.setCorePoolSize(size);
        } else {
            pool.setCorePoolSize(size);
            pool.setMaximumPoolSize(size);
        }
    }

    /** Running and idle ones. */
    int size() {
        return pool.getPoolSize();
    }

    int waiting() {
        return pool.getQueue().size();
    }

    boolean isClosed() {
        return pool.isShutdown();
    }

    /** Interrupts what runs, and forgets what waits. */
    @Override
    public void close() {
        pool.shutdownNow();
    }
}
