package io.cloudburst.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.StoreStatus;
import io.cloudburst.client.TopicStatus;
import io.cloudburst.gateway.runs.EventStreams;
import io.cloudburst.gateway.runs.JobFigures;
import io.cloudburst.protocol.JobStatistics;
import io.cloudburst.sdk.CloudburstException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How broker, topics, job and store are, asked of them not more often than once a second. Safe for use by many threads. */
final class SystemStatus implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long TELL_SECONDS = 5;
    private static final Logger LOG = LoggerFactory.getLogger(SystemStatus.class);

    private final Cloudburst cloudburst;
    private final JobFigures figures;
    private final EventStreams streams;
    private final Workers workers;
    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "gateway-status");
        thread.setDaemon(true);
        return thread;
    });

    /** Guarded by this, as what follows. */
    private CompletableFuture<ObjectNode> last;

    private long askedAt;

    SystemStatus(Cloudburst cloudburst, JobFigures figures, EventStreams streams, Workers workers) {
        this.cloudburst = cloudburst;
        this.figures = figures;
        this.streams = streams;
        this.workers = workers;
    }

    SystemStatus start() {
        ticks.scheduleAtFixedRate(this::tell, TELL_SECONDS, TELL_SECONDS, TimeUnit.SECONDS);
        return this;
    }

    private void tell() {
        if (streams.isListenedTo(EventStreams.STATUS)) {
            now().whenComplete((status, failure) -> {
                if (failure == null) {
                    streams.status(status);
                } else {
                    LOG.debug("no status to tell", failure);
                }
            });
        }
    }

    synchronized CompletableFuture<ObjectNode> now() {
        long now = System.nanoTime();
        if (last == null || (last.isDone() && now - askedAt > FRESH_NANOS)) {
            askedAt = now;
            last = workers.run(this::ask);
        }
        return last.copy();
    }

    private ObjectNode ask() {
        ObjectNode status = JsonNodeFactory.instance.objectNode().put("at", System.currentTimeMillis());
        ObjectNode broker = status.putObject("broker");
        try {
            List<TopicStatus> topics = cloudburst.topics(PATIENCE);
            broker.put("ready", true);
            describe(status.putArray("topics"), topics);
        } catch (CloudburstException e) {
            broker.put("ready", false).put("reason", e.getMessage());
            status.putArray("topics");
        }
        describe(status.putObject("job"), figures.instances());
        ArrayNode stores = status.putArray("stores");
        try {
            describe(stores, cloudburst.storeNodes().status(PATIENCE));
        } catch (CloudburstException e) {
            LOG.debug("the store's nodes are not known", e);
        }
        return status;
    }

    private static void describe(ArrayNode all, List<TopicStatus> topics) {
        for (TopicStatus topic : topics) {
            ObjectNode node = all.addObject()
                    .put("name", topic.name())
                    .put("partitions", topic.partitions())
                    .put("records", topic.records());
            topic.lag().ifPresent(lag -> node.put("lag", lag));
        }
    }

    private static void describe(ObjectNode job, List<JobStatistics> instances) {
        int parallelism =
                instances.stream().mapToInt(JobStatistics::getParallelism).max().orElse(0);
        boolean whole = parallelism > 0 && instances.size() >= parallelism;
        job.put("state", instances.isEmpty() ? "SILENT" : whole ? "RUNNING" : "PARTLY RUNNING")
                .put("parallelism", parallelism)
                .put("instances", instances.size());
        instances.stream()
                .max(Comparator.comparingLong(JobStatistics::getStarted))
                .ifPresent(newest -> job.put("started", newest.getStarted()));
        instances.stream()
                .filter(JobStatistics::hasCheckpoint)
                .map(JobStatistics::getCheckpoint)
                .max(Comparator.comparingLong(checkpoint -> checkpoint.getCompleted()))
                .ifPresent(newest ->
                        job.putObject("checkpoint").put("id", newest.getId()).put("at", newest.getCompleted()));
    }

    private static void describe(ArrayNode all, StoreStatus status) {
        for (StoreStatus.Node node : status.nodes()) {
            ObjectNode one = all.addObject()
                    .put("node", node.name())
                    .put("address", node.address())
                    .put("replicaSet", node.replicaSet())
                    .put("ready", node.failure().isEmpty());
            node.failure().ifPresent(reason -> one.put("reason", reason));
            ArrayNode partitions = one.putArray("partitions");
            for (StoreStatus.Partition partition : node.partitions()) {
                partitions
                        .addObject()
                        .put("partition", partition.partition())
                        .put("applied", partition.applied())
                        .put("end", status.ends().getOrDefault(partition.partition(), 0L))
                        .put("lag", status.lag(partition))
                        .put("readable", partition.readable())
                        .put("keys", partition.keys())
                        .put("bytes", partition.bytes());
            }
        }
    }

    @Override
    public void close() {
        ticks.shutdownNow();
    }
}
