package io.cloudburst.executor;

import io.cloudburst.engine.Failure;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.code.ShippedFunction;
import io.cloudburst.sdk.deadline.DeadlineSweeper;
import io.cloudburst.sdk.registry.RegisteredCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads whose code goes on although it was interrupted, since its calls have ended. Java has no way to end them. Each is logged
 * once and replaced, until there are too many: of one function, which is then not run, or of all. Safe for use by many threads.
 */
final class StuckThreads implements AutoCloseable {
    /** How long code may take to heed an interrupt. */
    static final Duration GRACE = Duration.ofSeconds(1);

    private static final int LOGGED_FRAMES = 50;
    private static final Logger LOG = LoggerFactory.getLogger(StuckThreads.class);

    private final int limit;
    private final IntConsumer replace;
    /** Within their grace. */
    private final Set<CodeThread> interrupted = ConcurrentHashMap.newKeySet();

    private final Set<CodeThread> stuck = ConcurrentHashMap.newKeySet();
    /** How many those are; for whoever asks with each stage. Written under the lock on this. */
    private volatile int count;

    private final DeadlineSweeper sweeper = new DeadlineSweeper("cloudburst-stuck-functions", interrupted);

    /**
     * @param limit how many are replaced
     * @param replace takes how many are to be replaced, whenever that changes
     */
    StuckThreads(int limit, IntConsumer replace) {
        this.limit = limit;
        this.replace = replace;
    }

    int count() {
        return count;
    }

    void watch(CodeThread code) {
        interrupted.add(code);
    }

    /** Its grace is over. */
    void add(CodeThread code, Thread thread) {
        interrupted.remove(code);
        stuck.add(code);
        recount();
        LOG.warn(
                "function '{}' goes on {} ms after it was interrupted, since {} ended; its thread {} is stuck until it returns. Threads"
                        + " that are stuck: {}, of which are replaced: {}. It is at\n{}",
                code.function(),
                GRACE.toMillis(),
                code.calls(),
                thread.getName(),
                count,
                Math.min(count, limit),
                Arrays.stream(thread.getStackTrace())
                        .takeWhile(frame -> !frame.getClassName().equals(ShippedFunction.class.getName()))
                        .limit(LOGGED_FRAMES)
                        .map(frame -> "\tat " + frame)
                        .collect(Collectors.joining("\n")));
    }

    void ended(CodeThread code) {
        interrupted.remove(code);
        if (stuck.remove(code)) {
            recount();
            LOG.info(
                    "function '{}' has returned at last from {}; threads that are stuck: {}",
                    code.function(),
                    code.calls(),
                    count);
        }
    }

    private synchronized void recount() {
        count = stuck.size();
        replace.accept(Math.min(count, limit));
    }

    /** Why these functions are not run now; empty if they are. */
    Optional<Failure> refusal(List<RegisteredCode> functions) {
        if (count <= limit / 2) {
            return Optional.empty();
        }
        Map<String, Long> byFunction = stuck.stream()
                .collect(Collectors.groupingBy(CodeThread::function, TreeMap::new, Collectors.counting()));
        if (count <= limit) {
            // One function must not have all threads, or there are none for the others.
            return functions.stream()
                    .map(RegisteredCode::name)
                    .filter(name -> byFunction.getOrDefault(name, 0L) > limit / 2)
                    .findFirst()
                    .map(name -> Failure.of(
                            ErrorCode.OVERLOADED,
                            ("%d threads of this executor are stuck in function '%s', which goes on although its calls have ended; one"
                                            + " function may have %d. It is not run again until some return; let it heed interrupts")
                                    .formatted(byFunction.get(name), name, limit / 2)));
        }
        return Optional.of(Failure.of(
                ErrorCode.OVERLOADED,
                ("%d threads of this executor are stuck, more than the %d that it replaces: functions %s go on although their calls"
                                + " have ended. It runs nothing new until some return; let them heed interrupts")
                        .formatted(count, limit, byFunction)));
    }

    @Override
    public void close() {
        sweeper.close();
    }
}
