package io.cloudburst.statefun;

import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.RestoreMode;
import org.apache.flink.statefun.flink.core.StatefulFunctionsConfig;
import org.apache.flink.statefun.flink.core.message.MessageFactoryType;

/** What Flink must be told so that the job is quick, and loses nothing. */
public final class FlinkSettings {

    private static final int RETAINED_CHECKPOINTS = 3;

    private FlinkSettings() {}

    /** Flink's configuration for a job with these settings; more may be added to it. */
    public static Configuration of(JobSettings settings) {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.NAME, "cloudburst");
        configuration.set(CoreOptions.DEFAULT_PARALLELISM, settings.parallelism());
        configuration.set(PipelineOptions.MAX_PARALLELISM, JobSettings.MAX_PARALLELISM);
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        // The default keeps a lone call waiting for 100 ms between two tasks.
        configuration.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ZERO);
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(32));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(32));
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(16));
        setRecovery(configuration, settings);
        setStatefulFunctions(configuration, settings);
        return configuration;
    }

    private static void setRecovery(Configuration configuration, JobSettings settings) {
        // The state of runs is small and short-lived.
        configuration.set(StateBackendOptions.STATE_BACKEND, "hashmap");
        configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, settings.checkpointDirectory());
        configuration.set(CheckpointingOptions.SAVEPOINT_DIRECTORY, settings.checkpointDirectory());
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, settings.checkpointInterval());
        configuration.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, Duration.ofMinutes(1));
        // Aligned, for StateFun's loop cannot do otherwise; so one at a time.
        configuration.set(CheckpointingOptions.ENABLE_UNALIGNED, false);
        configuration.set(CheckpointingOptions.MAX_CONCURRENT_CHECKPOINTS, 1);
        // While the broker is away checkpoints fail; the job itself waits for it.
        configuration.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, Integer.MAX_VALUE);
        configuration.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        // If a disk or somebody damages the newest, the job begins at the one before.
        configuration.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, RETAINED_CHECKPOINTS);
        // One small file a checkpoint, not one for each operator.
        configuration.set(CheckpointingOptions.FS_SMALL_FILE_THRESHOLD, MemorySize.ofMebiBytes(1));
        // At once after a lone failure; not in a busy loop while its cause lasts.
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF, Duration.ofMillis(10));
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, Duration.ofSeconds(2));
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_BACKOFF_MULTIPLIER, 4.0);
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD,
                Duration.ofSeconds(10));
        if (settings.restoreFrom() != null) {
            restore(configuration, settings.restoreFrom());
        }
    }

    /** Has a job begin at a checkpoint or savepoint. */
    public static void restore(Configuration configuration, String checkpoint) {
        configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, checkpoint);
        // Flink deletes it when it has checkpoints of its own.
        configuration.set(StateRecoveryOptions.RESTORE_MODE, RestoreMode.CLAIM);
    }

    private static void setStatefulFunctions(Configuration configuration, JobSettings settings) {
        configuration.set(StatefulFunctionsConfig.USER_MESSAGE_SERIALIZER, MessageFactoryType.WITH_RAW_PAYLOADS);
        configuration.set(StatefulFunctionsConfig.ASYNC_MAX_OPERATIONS_PER_TASK, settings.maxPendingCalls());
    }
}
