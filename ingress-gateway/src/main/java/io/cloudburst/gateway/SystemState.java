package io.cloudburst.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.client.StoreStatus;
import io.cloudburst.client.TopicStatus;
import io.cloudburst.protocol.CompletedCheckpoint;
import io.cloudburst.protocol.JobStatistics;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How broker, topics, job and store were at a time.
 *
 * @param at milliseconds since the epoch
 * @param topics empty if the brokers do not say
 * @param silence why they do not; empty if they do
 * @param instances of the job, what each has told last
 * @param stores empty if that is not known
 */
record SystemState(
        long at,
        Optional<List<TopicStatus>> topics,
        String silence,
        List<JobStatistics> instances,
        Optional<StoreStatus> stores) {
    /** Of the job; 0 if nothing is heard of it. */
    int parallelism() {
        return instances.stream().mapToInt(JobStatistics::getParallelism).max().orElse(0);
    }

    /** The job's newest; empty if none is known. */
    Optional<CompletedCheckpoint> checkpoint() {
        return instances.stream()
                .filter(JobStatistics::hasCheckpoint)
                .map(JobStatistics::getCheckpoint)
                .max(Comparator.comparingLong(CompletedCheckpoint::getCompleted));
    }

    ObjectNode toJson() {
        ObjectNode status = JsonNodeFactory.instance.objectNode().put("at", at);
        ObjectNode broker = status.putObject("broker").put("ready", topics.isPresent());
        if (!silence.isEmpty()) {
            broker.put("reason", silence);
        }
        describe(status.putArray("topics"), topics.orElse(List.of()));
        describe(status.putObject("job"));
        ArrayNode nodes = status.putArray("stores");
        stores.ifPresent(known -> describe(nodes, known));
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

    private void describe(ObjectNode job) {
        boolean whole = parallelism() > 0 && instances.size() >= parallelism();
        job.put("state", instances.isEmpty() ? "SILENT" : whole ? "RUNNING" : "PARTLY RUNNING")
                .put("parallelism", parallelism())
                .put("instances", instances.size());
        instances.stream()
                .max(Comparator.comparingLong(JobStatistics::getStarted))
                .ifPresent(newest -> job.put("started", newest.getStarted()));
        checkpoint()
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
}
