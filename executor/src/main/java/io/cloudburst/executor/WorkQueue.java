package io.cloudburst.executor;

import java.util.AbstractQueue;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits for a thread of a pool, bounded, first in first out. At most one thread is being woken at a time: it wakes the next, if
 * there is more, before it begins with its own. Work that is over in microseconds is so done by the few threads that are awake, where
 * a thread woken for each would cost more than the work; and work that takes long keeps nothing waiting while a thread is idle.
 *
 * <p>Has what a {@link java.util.concurrent.ThreadPoolExecutor} needs, which never waits to put something in. Safe for use by many
 * threads.
 */
final class WorkQueue extends AbstractQueue<Runnable> implements BlockingQueue<Runnable> {
    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private int idle;
    /** Whether a thread has been woken that is not here yet. While something waits and a thread is idle, this is so. */
    private boolean waking;

    /** @param capacity how much may wait, at least 1 */
    WorkQueue(int capacity) {
        this.capacity = capacity;
    }

    /** @return false if as much waits as may */
    @Override
    public boolean offer(Runnable one) {
        lock.lock();
        try {
            if (waiting.size() >= capacity) {
                return false;
            }
            waiting.add(one);
            wake();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        if (!waking && idle > 0 && !waiting.isEmpty()) {
            waking = true;
            work.signal();
        }
    }

    @Override
    public Runnable poll(long timeout, TimeUnit unit) throws InterruptedException {
        long left = unit.toNanos(timeout);
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty()) {
                if (left <= 0) {
                    return null;
                }
                left = await(left);
            }
            return next();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Runnable take() throws InterruptedException {
        while (true) {
            Runnable one = poll(1, TimeUnit.DAYS);
            if (one != null) {
                return one;
            }
        }
    }

    private long await(long nanos) throws InterruptedException {
        boolean stays = false;
        idle++;
        try {
            long left = work.awaitNanos(nanos);
            stays = true;
            return left;
        } finally {
            idle--;
            // Perhaps another is still on its way; then one more than needed is woken.
            waking = false;
            if (!stays) {
                wake();
            }
        }
    }

    private Runnable next() {
        Runnable one = waiting.poll();
        wake();
        return one;
    }

    @Override
    public Runnable poll() {
        lock.lock();
        try {
            return next();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Runnable peek() {
        lock.lock();
        try {
            return waiting.peek();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int remainingCapacity() {
        return capacity - size();
    }

    @Override
    public boolean remove(Object one) {
        lock.lock();
        try {
            return waiting.remove(one);
        } finally {
            lock.unlock();
        }
    }

    /** Of what waited when it was asked for. */
    @Override
    public Iterator<Runnable> iterator() {
        lock.lock();
        try {
            return List.copyOf(waiting).iterator();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int drainTo(Collection<? super Runnable> to) {
        return drainTo(to, Integer.MAX_VALUE);
    }

    @Override
    public int drainTo(Collection<? super Runnable> to, int most) {
        lock.lock();
        try {
            int count = 0;
            while (count < most && !waiting.isEmpty()) {
                to.add(waiting.poll());
                count++;
            }
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** @throws UnsupportedOperationException always: who has work is told when there is no room */
    @Override
    public void put(Runnable one) {
        throw new UnsupportedOperationException("offer does not wait for room");
    }

    /** @throws UnsupportedOperationException always: who has work is told when there is no room */
    @Override
    public boolean offer(Runnable one, long timeout, TimeUnit unit) {
        throw new UnsupportedOperationException("offer does not wait for room");
    }
}
