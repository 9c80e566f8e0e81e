package io.cloudburst.server.flink;

import io.cloudburst.server.settings.Memory;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;

/**
 * How a task manager's memory is split. Flink's shell scripts do this for its distribution; without them every part must be named.
 * Run state is small and lies on the heap, and so does what users' functions hold: the heap takes what the others leave.
 *
 * @param direct buffers outside of the heap, the network's among them
 */
public record TaskManagerMemory(Memory heap, Memory direct, Memory metaspace, Memory overhead) {
    private static final long NETWORK = 32;
    private static final long MANAGED = 16;
    private static final long FRAMEWORK_HEAP = 64;

    /** @param process all that the process may take, at least 512 MiB */
    public static TaskManagerMemory of(Memory process) {
        long all = process.mebibytes();
        // Users' code bundles have class loaders of their own.
        long metaspace = Math.max(144, all / 6);
        // Compiled code, threads, the collector's own: some 190 MiB after half an hour of load, whatever the heap.
        long overhead = Math.max(Math.min(all / 4, 192), all / 10);
        long offHeap = Math.max(48, all / 12);
        return new TaskManagerMemory(
                Memory.ofMebibytes(all - metaspace - overhead - offHeap - NETWORK - MANAGED),
                Memory.ofMebibytes(offHeap + NETWORK),
                Memory.ofMebibytes(metaspace),
                Memory.ofMebibytes(overhead));
    }

    void addTo(Configuration configuration) {
        configuration.set(TaskManagerOptions.FRAMEWORK_HEAP_MEMORY, size(FRAMEWORK_HEAP));
        configuration.set(TaskManagerOptions.TASK_HEAP_MEMORY, size(heap.mebibytes() - FRAMEWORK_HEAP));
        configuration.set(TaskManagerOptions.FRAMEWORK_OFF_HEAP_MEMORY, size(direct.mebibytes() - NETWORK));
        configuration.set(TaskManagerOptions.TASK_OFF_HEAP_MEMORY, MemorySize.ZERO);
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, size(NETWORK));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, size(NETWORK));
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, size(MANAGED));
        configuration.set(TaskManagerOptions.JVM_METASPACE, size(metaspace.mebibytes()));
        configuration.set(TaskManagerOptions.JVM_OVERHEAD_MIN, size(overhead.mebibytes()));
        configuration.set(TaskManagerOptions.JVM_OVERHEAD_MAX, size(overhead.mebibytes()));
    }

    private static MemorySize size(long mebibytes) {
        return MemorySize.ofMebiBytes(mebibytes);
    }
}
