package io.cloudburst.server;

import io.cloudburst.server.flink.JobManager;
import io.cloudburst.server.settings.Settings;
import io.cloudburst.server.settings.SettingsException;
import io.cloudburst.statefun.JobFailedException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The job manager with the job. */
final class JobManagerRole implements RunningRole {
    private final JobManager jobManager;

    private JobManagerRole(JobManager jobManager) {
        this.jobManager = jobManager;
    }

    static JobManagerRole start(Settings settings, RoleDirectory directory) throws Exception {
        Settings.JobManager told = settings.jobmanager();
        Preflight.portIsFree("jobmanager.port", JobManager.bindHost(settings), told.port());
        Preflight.portIsFree("jobmanager.rest-port", JobManager.bindHost(settings), told.restPort());
        Preflight.portIsFree("jobmanager.blob-port", JobManager.bindHost(settings), told.blobPort());
        KafkaSecurity.check(settings);
        // Read again where they are needed; what is wrong with them is said before the brokers are waited for.
        settings.trustedKeys();
        Preflight.topicsAreThere(settings);
        try {
            return new JobManagerRole(JobManager.start(settings, directory.temporary()));
        } catch (JobFailedException | IllegalArgumentException e) {
            throw new SettingsException("job.checkpoints: " + e.getMessage(), e);
        }
    }

    @Override
    public String place() {
        return jobManager.place();
    }

    @Override
    public CompletionStage<?> ended() {
        return jobManager.ended();
    }

    @Override
    public Optional<String> ailment() {
        return jobManager.ailment();
    }

    @Override
    public void close() throws Exception {
        jobManager.close();
    }
}
