package io.cloudburst.sdk.deadline;

import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what has outlived its deadline, by looking through everything alive every {@value #INTERVAL_MILLIS} ms. A timer for each
 * would cost every call what only the late ones need.
 */
public final class DeadlineSweeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeadlineSweeper.class);
    private static final long INTERVAL_MILLIS = 20;

    /** Something with an end. */
    public interface Expirable {
        /** Of {@link Monotonic}. */
        long deadline();

        /** Called by the sweeper's thread once the deadline is over, perhaps more than once; must not block. */
        void expire();
    }

    private final Collection<? extends Expirable> alive;
    private final Thread thread;
    private volatile boolean closed;

    /** @param alive a live, concurrent view; what is done is removed from it by its owner */
    public DeadlineSweeper(String name, Collection<? extends Expirable> alive) {
        this.alive = alive;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (!closed) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(INTERVAL_MILLIS));
            long now = Monotonic.millis();
            for (Expirable one : alive) {
                if (one.deadline() < now) {
                    expire(one);
                }
            }
        }
    }

    private static void expire(Expirable one) {
        try {
            one.expire();
        } catch (RuntimeException e) {
            LOG.error("could not end {}, which is past its deadline", one, e);
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
