package io.cloudburst.server.flink;

import io.cloudburst.statefun.CloudburstJob;
import io.cloudburst.statefun.JobSettings;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The program that Flink runs in the job manager's process to have the job. */
public final class JobProgram {
    /**
     * Handed over within the process: as the program's arguments, the passwords among them would be shown to whoever asks Flink for its
     * configuration.
     */
    private static final AtomicReference<JobSettings> SETTINGS = new AtomicReference<>();

    private JobProgram() {}

    /** Before the program runs. */
    static void use(JobSettings settings) {
        SETTINGS.set(settings);
    }

    public static void main(String[] args) throws Exception {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        CloudburstJob.define(environment, SETTINGS.get());
        environment.executeAsync();
    }
}
