package io.cloudburst.server.flink;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.blob.BlobCacheService;
import org.apache.flink.runtime.clusterframework.types.ResourceID;
import org.apache.flink.runtime.entrypoint.WorkingDirectory;
import org.apache.flink.runtime.externalresource.ExternalResourceInfoProvider;
import org.apache.flink.runtime.heartbeat.HeartbeatServices;
import org.apache.flink.runtime.highavailability.HighAvailabilityServices;
import org.apache.flink.runtime.metrics.MetricRegistry;
import org.apache.flink.runtime.rpc.FatalErrorHandler;
import org.apache.flink.runtime.rpc.RpcService;
import org.apache.flink.runtime.security.token.DelegationTokenReceiverRepository;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner.TaskExecutorService;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner.TaskExecutorServiceFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Task executors that leave with as little to do again as can be: before one goes, a checkpoint is made, from which the job goes on
 * elsewhere. It tells the job manager that it goes, so that nobody waits for a heartbeat.
 */
final class DrainingTaskExecutors implements TaskExecutorServiceFactory {
    private static final Logger LOG = LoggerFactory.getLogger(DrainingTaskExecutors.class);
    private static final Duration LAST_CHECKPOINT = Duration.ofSeconds(5);

    private final RestApi rest;

    DrainingTaskExecutors(RestApi rest) {
        this.rest = rest;
    }

    @Override
    public TaskExecutorService createTaskExecutor(
            Configuration configuration,
            ResourceID resourceID,
            RpcService rpcService,
            HighAvailabilityServices highAvailabilityServices,
            HeartbeatServices heartbeatServices,
            MetricRegistry metricRegistry,
            BlobCacheService blobCacheService,
            boolean localCommunicationOnly,
            ExternalResourceInfoProvider externalResourceInfoProvider,
            WorkingDirectory workingDirectory,
            FatalErrorHandler fatalErrorHandler,
            DelegationTokenReceiverRepository delegationTokenReceiverRepository)
            throws Exception {
        TaskExecutorService executor = TaskManagerRunner.createTaskExecutorService(
                configuration,
                resourceID,
                rpcService,
                highAvailabilityServices,
                heartbeatServices,
                metricRegistry,
                blobCacheService,
                localCommunicationOnly,
                externalResourceInfoProvider,
                workingDirectory,
                fatalErrorHandler,
                delegationTokenReceiverRepository);
        return new Draining(executor);
    }

    @SuppressWarnings("try") // Flink's close()
    private final class Draining implements TaskExecutorService {
        private final TaskExecutorService executor;

        Draining(TaskExecutorService executor) {
            this.executor = executor;
        }

        @Override
        public void start() {
            executor.start();
        }

        @Override
        public CompletableFuture<Void> getTerminationFuture() {
            return executor.getTerminationFuture();
        }

        @Override
        public CompletableFuture<Void> closeAsync() {
            return CompletableFuture.runAsync(Draining.this::drain).thenCompose(drained -> executor.closeAsync());
        }

        private void drain() {
            try {
                rest.checkpoint(LAST_CHECKPOINT);
            } catch (IOException e) {
                LOG.info(
                        "no checkpoint before this task manager ends ({}); the job goes on from its newest",
                        e.getMessage());
            }
        }
    }
}
