package io.cloudburst.server.flink;

import io.cloudburst.server.settings.Settings;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.PluginManager;
import org.apache.flink.core.plugin.PluginUtils;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;

/** A task manager of Flink in this process. */
public final class TaskManager {
    private static final long CLOSING_SECONDS = 30;

    private final TaskManagerRunner runner;
    private final RestApi rest;
    private final String place;
    private final CompletableFuture<Void> ended;

    private TaskManager(TaskManagerRunner runner, RestApi rest, String place) {
        this.runner = runner;
        this.rest = rest;
        this.place = place;
        this.ended = runner.getTerminationFuture().thenAccept(result -> {
            throw new IllegalStateException("the task manager has ended: " + result);
        });
    }

    /** Where it listens. */
    public static String bindHost(Settings settings) {
        return ClusterSettings.bindHost(settings.taskmanager().host());
    }

    /** Returns when it has started; it looks for its job manager by itself, for five minutes. */
    public static TaskManager start(Settings settings, Path temporary) throws Exception {
        Configuration configuration = ClusterSettings.taskManager(settings, temporary);
        PluginManager plugins = PluginUtils.createPluginManagerFromRootFolder(configuration);
        FileSystem.initialize(configuration, plugins);
        RestApi rest = new RestApi(settings);
        TaskManagerRunner runner = new TaskManagerRunner(configuration, plugins, new DrainingTaskExecutors(rest));
        runner.start();
        Settings.JobManager jobManager = settings.jobmanager();
        return new TaskManager(
                runner,
                rest,
                settings.taskmanager().name() + " works for " + jobManager.host() + ":" + jobManager.port());
    }

    public String place() {
        return place;
    }

    /** Completes, exceptionally, if it has ended. */
    public CompletionStage<?> ended() {
        return ended;
    }

    /** Why no calls run; empty: they do. So that one is replaced after the other only when the job runs again. */
    public Optional<String> ailment() {
        return rest.jobAilment();
    }

    /** Has a last checkpoint made, and leaves. */
    public void close() throws Exception {
        runner.closeAsync().get(CLOSING_SECONDS, TimeUnit.SECONDS);
    }
}
