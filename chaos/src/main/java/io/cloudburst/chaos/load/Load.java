package io.cloudburst.chaos.load;

import io.cloudburst.chaos.history.Event;
import io.cloudburst.chaos.history.HistoryFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Begins so many operations a second, however the system is, and has the history told of each; in the first seconds fewer, since all of
 * the JVMs are cold. Where too many have not ended, it leaves some out, and counts them.
 */
public final class Load implements AutoCloseable {
    /** Of which each may wait, for Kafka or a store node: enough that those that wait for one do not keep others from beginning. */
    private static final int THREADS = 512;

    private static final int MOST_UNDER_WAY = 5_000;
    private static final int LONGEST_MESSAGE = 1_000;
    /** At first one of so many is begun, then one of half as many, and so on. */
    private static final int FIRST_PART = 8;

    private static final long PART_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final HistoryFile history;
    private final Random random;
    private final List<Kind.Source> draw = new ArrayList<>();
    private final Semaphore room = new Semaphore(MOST_UNDER_WAY);
    private final AtomicLong leftOut = new AtomicLong();
    private final ScheduledExecutorService pacer = Executors.newSingleThreadScheduledExecutor();
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(THREADS, THREADS, 1, TimeUnit.MINUTES, new SynchronousQueue<>());
    /** Of the pacer, as what follows. */
    private long nextId;

    private long turns;
    private volatile boolean atFullRate;
    private long started;

    private volatile boolean ended;

    Load(HistoryFile history, List<Kind> kinds, long seed) {
        this.history = history;
        this.random = new Random(seed);
        for (Kind kind : kinds) {
            for (int i = 0; i < kind.weight(); i++) {
                draw.add(kind.next());
            }
        }
    }

    public void start(int perSecond) {
        started = System.nanoTime();
        pacer.scheduleAtFixedRate(this::next, 0, 1_000_000 / perSecond, TimeUnit.MICROSECONDS);
    }

    private void next() {
        if (ended || turns++ % part() != 0) {
            return;
        }
        Operation operation = draw.get(random.nextInt(draw.size())).next(nextId, random);
        if (!room.tryAcquire()) {
            leftOut.incrementAndGet();
            return;
        }
        long id = nextId;
        try {
            threads.execute(() -> perform(id, operation));
            nextId++;
        } catch (RejectedExecutionException e) {
            room.release();
            leftOut.incrementAndGet();
        }
    }

    /** Of how many turns one is taken. */
    private int part() {
        long parts = Math.min((System.nanoTime() - started) / PART_NANOS, Integer.SIZE - 1);
        int part = Math.max(1, FIRST_PART >> parts);
        atFullRate = part == 1;
        return part;
    }

    private void perform(long id, Operation operation) {
        history.add(at -> new Event.Invoked(
                at,
                id,
                operation.client(),
                operation.kind(),
                operation.group(),
                operation.within().toMillis(),
                operation.expected(),
                operation.effect(),
                operation.counter()));
        CompletableFuture<String> result;
        try {
            result = operation.action().get();
        } catch (RuntimeException e) {
            result = CompletableFuture.failedFuture(e);
        }
        result.whenComplete((answer, failure) -> {
            room.release();
            if (failure == null) {
                history.add(at -> new Event.Answered(at, id, answer));
            } else {
                OperationError error = OperationError.of(failure);
                history.add(at -> new Event.Failed(at, id, error.code(), shortened(error.getMessage())));
            }
        });
    }

    private static String shortened(String message) {
        return message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) : message;
    }

    /** Whether as many are begun as were asked for, and no fewer any more. */
    public boolean isAtFullRate() {
        return atFullRate;
    }

    /** How many have not ended. */
    public int underWay() {
        return MOST_UNDER_WAY - room.availablePermits();
    }

    /** How many were not begun because too many had not ended. */
    public long leftOut() {
        return leftOut.get();
    }

    /** Begins no more, and waits for those that are under way. */
    public void end(Duration longest) throws InterruptedException {
        ended = true;
        pacer.shutdown();
        if (room.tryAcquire(MOST_UNDER_WAY, longest.toMillis(), TimeUnit.MILLISECONDS)) {
            room.release(MOST_UNDER_WAY);
        }
    }

    @Override
    public void close() {
        ended = true;
        pacer.shutdownNow();
        threads.shutdownNow();
    }
}
