package io.cloudburst.executor;

import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The letters that wait for the functions of one attempt of a stage. Filled by whoever runs stages, emptied by the functions. Safe for
 * use by many threads.
 */
public final class StageMail {
    /** So many letters may wait for a function, and so many bytes of them. */
    public static final int MAX_WAITING = 1_000;

    public static final long MAX_WAITING_BYTES = 16L << 20;

    private final StagePlace place;
    private final List<Dag.Node> chain;

    /** By function; made for those only that have letters. Guarded by this, as everything below is. */
    private Map<String, Box> boxes = Map.of();

    /** The functions before this position have ended. */
    private int current;

    /** Whether the attempt is over. */
    private boolean closed;

    private static final class Box {
        private final Deque<Letter> waiting = new ArrayDeque<>();
        private long bytes;
        /** The number of the last one that came, and of the last one that was taken. */
        private long last;

        private long taken;

        private boolean isFull(Letter next) {
            return waiting.size() >= MAX_WAITING || bytes + next.bytes() > MAX_WAITING_BYTES;
        }

        private void add(Letter letter) {
            last = letter.number();
            waiting.add(letter);
            bytes += letter.bytes();
        }
    }

    /** What became of a letter. */
    public enum Result {
        ACCEPTED,
        /** Too many wait for the function. */
        FULL,
        /** The function has ended. */
        ENDED,
        /** The function is of another stage, or the stage is over. */
        NOT_HERE
    }

    /** @param taken the last letter that the function has taken, 0 if none */
    public record Delivery(Result result, long taken) {}

    /** @param waiting those to its functions that came before it, by their numbers ascending; accepted already, so no bound holds */
    public StageMail(StagePlace place, List<Dag.Node> chain, List<Letter> waiting) {
        this.place = place;
        this.chain = chain;
        waiting.forEach(letter -> box(letter).add(letter));
    }

    StagePlace place() {
        return place;
    }

    /** The name in its run of the function at a position. */
    String function(int position) {
        return place.function(chain, position);
    }

    /** Takes a letter in, unless it has come before. */
    public synchronized Delivery deliver(Letter letter) {
        int position = closed ? -1 : place.positionOf(chain, letter.to());
        if (position < 0) {
            return new Delivery(Result.NOT_HERE, 0);
        }
        if (position < current) {
            return new Delivery(Result.ENDED, 0);
        }
        Box box = box(letter);
        if (letter.number() <= box.last) {
            return new Delivery(Result.ACCEPTED, box.taken);
        }
        if (box.isFull(letter)) {
            return new Delivery(Result.FULL, box.taken);
        }
        box.add(letter);
        notifyAll();
        return new Delivery(Result.ACCEPTED, box.taken);
    }

    private Box box(Letter letter) {
        if (boxes.isEmpty()) {
            boxes = new HashMap<>();
        }
        return boxes.computeIfAbsent(letter.to(), to -> new Box());
    }

    /**
     * The next letter to a function, which stays until it is taken.
     *
     * @param until as {@link System#nanoTime}
     * @return empty if none came in time
     * @throws CloudburstException {@link ErrorCode#CANCELLED} if the stage is over
     */
    synchronized Optional<Letter> next(String function, long until) throws InterruptedException {
        while (true) {
            if (closed) {
                throw new CloudburstException(
                        ErrorCode.CANCELLED, "the call is over; nothing can be received any more");
            }
            Box box = boxes.get(function);
            if (box != null && !box.waiting.isEmpty()) {
                return Optional.of(box.waiting.peek());
            }
            long left = until - System.nanoTime();
            if (left <= 0) {
                return Optional.empty();
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** Takes the letter that {@link #next} gave. */
    synchronized void take(String function) {
        Box box = boxes.get(function);
        Letter letter = box.waiting.remove();
        box.bytes -= letter.bytes();
        box.taken = letter.number();
    }

    /** The function at this position has ended. */
    synchronized void ended(int position) {
        current = position + 1;
    }

    /** Function to the last of its letters that it has taken; of those that have taken any. */
    public synchronized Map<String, Long> taken() {
        if (boxes.isEmpty()) {
            return Map.of();
        }
        Map<String, Long> taken = new HashMap<>();
        boxes.forEach((function, box) -> {
            if (box.taken > 0) {
                taken.put(function, box.taken);
            }
        });
        return taken;
    }

    /** Whoever waits for a letter, or will, is told that the stage is over. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
