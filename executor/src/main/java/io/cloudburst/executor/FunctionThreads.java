package io.cloudburst.executor;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads that run users' code, and what waits for one of them, both bounded. Safe for use by many threads. */
final class FunctionThreads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FunctionThreads.class);

    private final int count;
    private final ThreadPoolExecutor pool;
    /** Threads of earlier ones are outdated. Written under the lock on this. */
    private volatile int generation;

    FunctionThreads(int count, int waiting) {
        this.count = count;
        AtomicInteger number = new AtomicInteger();
        this.pool =
                new ThreadPoolExecutor(count, count, 1, TimeUnit.MINUTES, new WorkQueue(waiting), work -> {
                    Thread thread =
                            new FunctionThread(work, "cloudburst-function-" + number.incrementAndGet(), generation);
                    thread.setDaemon(true);
                    return thread;
                }) {
                    @Override
                    protected void afterExecute(Runnable work, Throwable thrown) {
                        if (((FunctionThread) Thread.currentThread()).generation != generation) {
                            // The pool's way to be rid of a thread; another takes its place.
                            throw new OutdatedException();
                        }
                    }
                };
        pool.allowCoreThreadTimeOut(true);
    }

    /** One of these. */
    private static final class FunctionThread extends Thread {
        private final int generation;

        FunctionThread(Runnable work, String name, int generation) {
            super(work, name);
            this.generation = generation;
            // Not that of whatever code runs where this is made.
            setContextClassLoader(FunctionThreads.class.getClassLoader());
            setUncaughtExceptionHandler((thread, thrown) -> {
                if (!(thrown instanceof OutdatedException)) {
                    LOG.error("{} ended, and another takes its place", thread.getName(), thrown);
                }
            });
        }
    }

    /** Of a thread that is to end. */
    private static final class OutdatedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        OutdatedException() {
            super(null, null, false, false);
        }
    }

    /**
     * Has each thread that there is end after the work that it does next, or when it has been idle: what code that is given up has left in
     * variables of a thread goes with it, and the code too.
     */
    synchronized void renew() {
        generation++;
    }

    /** Whether this is a thread of the executor's, and not one that users' code has begun. */
    static boolean isOne(Thread thread) {
        return thread instanceof FunctionThread;
    }

    /** @throws RejectedExecutionException if as much waits as may, or it is closed */
    void execute(Runnable work) {
        try {
            pool.execute(work);
        } catch (OutOfMemoryError e) {
            // The system gives no thread: too many are in use, perhaps of what functions have begun. Others may still
            // run what waits.
            LOG.error("no thread can be made to run a function; {} run and {} wait", size(), waiting(), e);
            throw new RejectedExecutionException("no thread can be made", e);
        }
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
