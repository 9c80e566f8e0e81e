package io.cloudburst.server;

import io.cloudburst.server.flink.TaskManager;
import io.cloudburst.server.settings.Settings;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A task manager. */
final class TaskManagerRole implements RunningRole {
    private final TaskManager taskManager;

    private TaskManagerRole(TaskManager taskManager) {
        this.taskManager = taskManager;
    }

    static TaskManagerRole start(Settings settings, RoleDirectory directory) throws Exception {
        Settings.TaskManager told = settings.taskmanager();
        Preflight.portIsFree("taskmanager.port", TaskManager.bindHost(settings), told.port());
        Preflight.portIsFree("taskmanager.data-port", TaskManager.bindHost(settings), told.dataPort());
        SecurityFiles.check(settings.store());
        SecurityFiles.check(settings.remote());
        KafkaSecurity.check(settings);
        Preflight.aBrokerListens(settings);
        return new TaskManagerRole(TaskManager.start(settings, directory.temporary()));
    }

    @Override
    public String place() {
        return taskManager.place();
    }

    @Override
    public CompletionStage<?> ended() {
        return taskManager.ended();
    }

    @Override
    public Optional<String> ailment() {
        return taskManager.ailment();
    }

    @Override
    public void close() throws Exception {
        taskManager.close();
    }
}
