package io.cloudburst.gateway;

import io.cloudburst.client.StoreStatus;
import io.cloudburst.client.TopicStatus;
import io.cloudburst.protocol.Topic;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the system has yet to do, and which of its parts answer. What is not known is left out. */
final class SystemCollector implements MultiCollector {
    private static final double MILLIS = 1e3;

    private final SystemStatus status;

    SystemCollector(SystemStatus status) {
        this.status = status;
    }

    @Override
    public MetricSnapshots collect() {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        status.known().ifPresent(state -> {
            all.metricSnapshot(Snapshots.gauge(
                    "cloudburst_brokers_answer",
                    "Whether the brokers answer",
                    state.topics().isPresent() ? 1 : 0));
            state.topics().ifPresent(topics -> topics.forEach(topic -> describe(topic, all)));
            all.metricSnapshot(Snapshots.gauge(
                    "cloudburst_job_parallelism", "Parallel instances that the job should have", state.parallelism()));
            all.metricSnapshot(Snapshots.gauge(
                    "cloudburst_job_instances",
                    "Parallel instances of the job that are heard of",
                    state.instances().size()));
            state.checkpoint()
                    .ifPresent(newest -> all.metricSnapshot(Snapshots.gauge(
                            "cloudburst_job_checkpoint_age_seconds",
                            "Since the newest complete checkpoint that the job has told of",
                            (System.currentTimeMillis() - newest.getCompleted()) / MILLIS)));
            state.stores().ifPresent(stores -> describe(stores, all));
        });
        return all.build();
    }

    private static void describe(TopicStatus topic, MetricSnapshots.Builder all) {
        topic.lag()
                .ifPresent(lag -> all.metricSnapshot(Snapshots.gauge(
                        "cloudburst_job_lag", "Calls that the job had yet to read at its last checkpoint", lag)));
        if (topic.name().equals(Topic.DEAD_LETTERS.topicName())) {
            all.metricSnapshot(
                    Snapshots.gauge("cloudburst_dead_letters", "Dead letters that are kept", topic.records()));
        }
    }

    private static void describe(StoreStatus stores, MetricSnapshots.Builder all) {
        Map<Labels, Long> lags = new TreeMap<>();
        for (StoreStatus.Node node : stores.nodes()) {
            for (StoreStatus.Partition partition : node.partitions()) {
                Labels labels = Labels.of(
                        "replica_set", Integer.toString(node.replicaSet()),
                        "partition", Integer.toString(partition.partition()));
                // While a partition moves, two nodes may have it.
                lags.merge(labels, stores.lag(partition), Math::min);
            }
        }
        GaugeSnapshot.Builder lag = GaugeSnapshot.builder()
                .name("cloudburst_store_apply_lag")
                .help("Updates of the log that the owner of a partition has yet to apply");
        lags.forEach((labels, updates) -> lag.dataPoint(Snapshots.point(updates, labels)));
        all.metricSnapshot(lag.build());
        all.metricSnapshot(Snapshots.gauge(
                "cloudburst_store_unowned_partitions",
                "Partitions that no node answers for, of all replica sets",
                stores.unowned().values().stream().mapToInt(Set::size).sum()));
        all.metricSnapshot(Snapshots.gauge(
                "cloudburst_store_silent_nodes",
                "Store nodes that do not answer",
                stores.nodes().stream()
                        .filter(node -> node.failure().isPresent())
                        .count()));
    }
}
