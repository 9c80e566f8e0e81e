package io.cloudburst.server;

import io.cloudburst.server.flink.TaskManagerMemory;
import io.cloudburst.server.settings.Memory;
import io.cloudburst.server.settings.Settings;
import io.cloudburst.statefun.ExecutorSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * The options of a role's JVM. A role is given an amount of memory for all of its process; what a JVM must be told is made of it: so
 * much for the heap, for buffers outside of it, and for classes. What is left is for compiled code, stacks and the JVM's own.
 */
public final class JvmOptions {
    private static final long LEAST_METASPACE = 112;

    private JvmOptions() {}

    /** One option each, in no special order. */
    public static List<String> of(Role role, Settings settings) {
        List<String> options = new ArrayList<>();
        switch (role) {
            case BROKER -> {
                add(options, settings.broker().memory(), 0.45, 0.15);
                options.add("-XX:+UseParallelGC");
            }
            case JOBMANAGER -> {
                add(options, settings.jobmanager().memory(), 0.45, 0.15);
                options.add("-XX:+UseSerialGC");
                // What PackagedProgram's configuration needs of Flink's serializers.
                options.add("--add-opens=java.base/java.util=ALL-UNNAMED");
            }
            case TASKMANAGER -> {
                TaskManagerMemory memory =
                        TaskManagerMemory.of(settings.taskmanager().memory());
                options.add("-Xms" + Memory.ofMebibytes(memory.heap().mebibytes() / 2));
                options.add("-Xmx" + memory.heap());
                options.add("-XX:MaxDirectMemorySize=" + memory.direct());
                // Not among the temporary files, which the next process deletes.
                options.add("-D" + ExecutorSettings.JOURNAL_PROPERTY + "="
                        + RoleDirectory.of(role, settings).resolve("journal"));
                options.add("-XX:MaxMetaspaceSize=" + memory.metaspace());
                options.add("-XX:+UseParallelGC");
            }
            case KVS -> {
                add(options, settings.kvs().memory(), 0.38, 0.1);
                options.add("-XX:+UseParallelGC");
            }
            case GATEWAY -> {
                add(options, settings.gateway().memory(), 0.45, 0.2);
                options.add("-XX:+UseSerialGC");
            }
            case WORKER -> {
                add(options, settings.worker().memory(), 0.45, 0.1);
                options.add("-XX:+UseParallelGC");
            }
        }
        if (!role.runsFunctions()) {
            // Those that do tell callers whose functions run out of memory, and see to a heap that stays full.
            options.add("-XX:+ExitOnOutOfMemoryError");
        }
        options.add("-Djava.io.tmpdir=" + RoleDirectory.temporaryOf(role, settings));
        options.add("-Dcloudburst.log.format=" + settings.log().format());
        options.add("-Dcloudburst.log.level=" + settings.log().level());
        // StateFun's own messages are older than protobuf's warning about such; they carry nothing from outside.
        options.add("-Dcom.google.protobuf.use_unsafe_pre22_gencode=true");
        return options;
    }

    private static void add(List<String> options, Memory all, double heap, double direct) {
        options.add("-Xms" + share(all, heap / 2));
        options.add("-Xmx" + share(all, heap));
        options.add("-XX:MaxDirectMemorySize=" + share(all, direct));
        options.add("-XX:MaxMetaspaceSize=" + Memory.ofMebibytes(Math.max(LEAST_METASPACE, all.mebibytes() / 5)));
    }

    private static Memory share(Memory all, double part) {
        return Memory.ofMebibytes((long) (all.mebibytes() * part));
    }

    /** What RocksDB may have of a store node's memory. */
    static long nativeBytes(Memory all) {
        return share(all, 0.22).bytes();
    }
}
