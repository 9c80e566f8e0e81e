package io.cloudburst.server.flink;

import io.cloudburst.server.settings.Address;
import io.cloudburst.server.settings.Settings;
import io.cloudburst.statefun.ExecutorSettings;
import io.cloudburst.statefun.JobSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.ClusterOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.SchedulerExecutionMode;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;

/** Flink's configuration of the two kinds of its processes, made of ours. */
final class ClusterSettings {
    private static final String LOOPBACK = "127.0.0.1";
    private static final String EVERYWHERE = "0.0.0.0";

    private ClusterSettings() {}

    /** Where a process listens that others reach under a host. */
    static String bindHost(String host) {
        return Address.isLoopback(host) ? LOOPBACK : EVERYWHERE;
    }

    /** What the job needs to know, in whichever task manager it runs. */
    static JobSettings job(Settings settings) {
        Settings.Job job = settings.job();
        return new JobSettings(
                settings.kafka().bootstrapServers(),
                settings.kafka().properties(),
                // The scheduler takes as many parallel parts as there are slots.
                1,
                job.waitingCalls(),
                checkpoints(settings).toString(),
                job.checkpointInterval(),
                null,
                new ExecutorSettings(
                        job.threads(),
                        job.threads(),
                        job.cache().bytes(),
                        ExecutorSettings.TEMPORARY,
                        settings.trustedKeys()),
                settings.store().security(),
                settings.remote().settings());
    }

    /** @throws IllegalArgumentException if it is no address of a directory */
    static URI checkpoints(Settings settings) {
        String given = settings.checkpoints();
        return given.matches("[a-z0-9]+:.*")
                ? URI.create(given)
                : Path.of(given).toAbsolutePath().toUri();
    }

    static boolean isHighlyAvailable(Configuration configuration) {
        return !"NONE".equalsIgnoreCase(configuration.get(HighAvailabilityOptions.HA_MODE));
    }

    /** @param base the job's configuration */
    static Configuration jobManager(Settings settings, Configuration base, Path temporary) {
        Configuration configuration = common(settings, base, temporary);
        String bindHost = bindHost(settings.jobmanager().host());
        configuration.set(JobManagerOptions.BIND_HOST, bindHost);
        configuration.set(RestOptions.BIND_ADDRESS, bindHost);
        configuration.set(
                RestOptions.BIND_PORT, Integer.toString(settings.jobmanager().restPort()));
        configuration.set(
                BlobServerOptions.PORT, Integer.toString(settings.jobmanager().blobPort()));
        // It runs one job, its own; whoever reaches the port may look.
        configuration.set(WebOptions.SUBMIT_ENABLE, false);
        configuration.set(WebOptions.CANCEL_ENABLE, false);
        // As many parallel parts as there are slots: a task manager that comes or goes is all that rescaling takes.
        configuration.set(JobManagerOptions.SCHEDULER_MODE, SchedulerExecutionMode.REACTIVE);
        configuration.set(JobManagerOptions.SCHEDULER_SCALING_INTERVAL_MIN, Duration.ofSeconds(2));
        // All task managers come back to a job manager that was started again, within moments of each other: a job
        // that begins on the first of them begins once more, some seconds later, on all.
        configuration.set(JobManagerOptions.RESOURCE_STABILIZATION_TIMEOUT, Duration.ofMillis(300));
        configuration.set(JobManagerOptions.RETRIEVE_TASK_MANAGER_HOSTNAME, false);
        return withOverrides(settings, configuration);
    }

    static Configuration taskManager(Settings settings, Path temporary) {
        Settings.TaskManager told = settings.taskmanager();
        Configuration configuration = common(settings, new Configuration(), temporary);
        configuration.set(TaskManagerOptions.TASK_MANAGER_RESOURCE_ID, told.name());
        configuration.set(TaskManagerOptions.HOST, told.host());
        configuration.set(TaskManagerOptions.BIND_HOST, bindHost(told.host()));
        configuration.set(TaskManagerOptions.RPC_PORT, Integer.toString(told.port()));
        configuration.setString("taskmanager.data.port", Integer.toString(told.dataPort()));
        configuration.set(TaskManagerOptions.NUM_TASK_SLOTS, told.slots());
        configuration.set(TaskManagerOptions.CPU_CORES, (double) told.slots());
        TaskManagerMemory.of(told.memory()).addTo(configuration);
        return withOverrides(settings, configuration);
    }

    private static Configuration common(Settings settings, Configuration base, Path temporary) {
        Configuration configuration = new Configuration(base);
        configuration.set(JobManagerOptions.ADDRESS, settings.jobmanager().host());
        configuration.set(JobManagerOptions.PORT, settings.jobmanager().port());
        configuration.set(RestOptions.ADDRESS, settings.jobmanager().host());
        configuration.set(RestOptions.PORT, settings.jobmanager().restPort());
        // Everything is on the class path.
        configuration.set(CoreOptions.CLASSLOADER_RESOLVE_ORDER, "parent-first");
        configuration.set(CoreOptions.TMP_DIRS, temporary.toString());
        configuration.set(BlobServerOptions.STORAGE_DIRECTORY, temporary.toString());
        configuration.set(ClusterOptions.PROCESS_WORKING_DIR_BASE, temporary.toString());
        // A process that was killed is missed after two heartbeats, one that hangs after the timeout.
        configuration.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofMillis(250));
        configuration.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofSeconds(5));
        // Where all processes start at once on few cores, each takes its time.
        configuration.setString("pekko.startup-timeout", "60 s");
        // All processes may start at once, in any order, and a task manager that was killed comes back before it is
        // missed.
        configuration.set(ClusterOptions.ERROR_REGISTRATION_DELAY, Duration.ofMillis(100));
        configuration.set(ClusterOptions.REFUSED_REGISTRATION_DELAY, Duration.ofMillis(500));
        configuration.set(ClusterOptions.MAX_REGISTRATION_TIMEOUT, Duration.ofSeconds(2));
        return configuration;
    }

    private static Configuration withOverrides(Settings settings, Configuration configuration) {
        settings.flink().forEach(configuration::setString);
        return configuration;
    }
}
