package io.cloudburst.executor;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * The queues of functions that have their own, by name: an old version's calls and a new one's wait in the same, so that a limit is
 * one of the function. A queue is there only while something waits or runs. Safe for use by many threads.
 */
final class FunctionQueues implements AutoCloseable {
    private final ConcurrentHashMap<String, FunctionQueue> queues = new ConcurrentHashMap<>();
    private final int bound;
    private final FunctionThreads threads;
    private final StageResources resources;
    private final ScheduledThreadPoolExecutor timer;

    /** @param bound how many calls may wait in each */
    FunctionQueues(int bound, FunctionThreads threads, StageResources resources) {
        this.bound = bound;
        this.threads = threads;
        this.resources = resources;
        this.timer = new ScheduledThreadPoolExecutor(
                1,
                work -> {
                    Thread thread = new Thread(work, "cloudburst-batches");
                    thread.setDaemon(true);
                    return thread;
                },
                // Of a batch that would have begun after the end.
                new ThreadPoolExecutor.DiscardPolicy());
        timer.setRemoveOnCancelPolicy(true);
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

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
