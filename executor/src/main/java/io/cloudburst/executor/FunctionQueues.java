package io.cloudburst.executor;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The queues of functions that have their own, by name: an old version's calls and a new one's wait in the same, so that a limit is
 * one of the function. A queue is there only while something waits or runs. Safe for use by many threads.
 */
final class FunctionQueues {
    private final ConcurrentHashMap<String, FunctionQueue> queues = new ConcurrentHashMap<>();
    private final int bound;
    private final FunctionThreads threads;
    private final StageResources resources;
    private final ScheduledExecutorService timer;

    /**
     * @param bound how many calls may wait in each
     * @param timer for batches that wait for more
     */
    FunctionQueues(int bound, FunctionThreads threads, StageResources resources, ScheduledExecutorService timer) {
        this.bound = bound;
        this.threads = threads;
        this.resources = resources;
        this.timer = timer;
    }

    void add(RunningStage stage) {
        String function = stage.code().name();
        FunctionQueue queue;
        do {
            queue = queues.computeIfAbsent(
                    function,
                    name -> new FunctionQueue(bound, threads, resources, timer, idle -> queues.remove(name, idle)));
        } while (!queue.add(stage));
    }
}
