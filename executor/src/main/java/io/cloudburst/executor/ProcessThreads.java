package io.cloudburst.executor;

import java.util.Arrays;
import java.util.List;

/** The threads of this process, and whose they are. */
public final class ProcessThreads {
    private ProcessThreads() {}

    /** All that run. */
    public static List<Thread> all() {
        ThreadGroup top = Thread.currentThread().getThreadGroup();
        while (top.getParent() != null) {
            top = top.getParent();
        }
        Thread[] threads = new Thread[top.activeCount() + 64];
        int found = top.enumerate(threads, true);
        while (found == threads.length) {
            threads = new Thread[2 * threads.length];
            found = top.enumerate(threads, true);
        }
        return List.of(Arrays.copyOf(threads, found));
    }

    /** Whether it is one that runs functions, or was begun by one of them: nothing of ours waits for what only such a thread does. */
    public static boolean isOfUsers(Thread thread) {
        return FunctionThreads.isOne(thread) || thread.getContextClassLoader() instanceof BundleClassLoader;
    }
}
