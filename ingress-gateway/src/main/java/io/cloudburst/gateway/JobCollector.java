package io.cloudburst.gateway;

import io.cloudburst.gateway.runs.JobFigures;
import io.cloudburst.gateway.runs.JobTotals;
import io.cloudburst.protocol.JobStatistics;
import io.cloudburst.protocol.TargetStatistics;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import java.util.TreeMap;

/** Rate, errors and duration of each function and DAG, as the job counts them: whoever called, and through whatever. */
final class JobCollector implements MultiCollector {
    private static final double MICROS = 1e6;

    private final JobTotals totals;
    private final KnownTargets targets;
    private final JobFigures figures;

    JobCollector(JobTotals totals, KnownTargets targets, JobFigures figures) {
        this.totals = totals;
        this.targets = targets;
        this.figures = figures;
    }

    @Override
    public MetricSnapshots collect() {
        JobTotals.Whole whole = totals.whole();
        HistogramSnapshot.Builder runs = HistogramSnapshot.builder()
                .name("cloudburst_job_runs_seconds")
                .help("Runs that have ended, from when the job got the call until it was answered");
        CounterSnapshot.Builder errors =
                CounterSnapshot.builder().name("cloudburst_job_run_errors").help("Runs that ended with an error");
        CounterSnapshot.Builder retries =
                CounterSnapshot.builder().name("cloudburst_job_retries").help("Attempts of stages after the first");
        whole.targets().forEach((target, counted) -> {
            Labels labels = Labels.of("kind", target.kind(), "target", target.label());
            runs.dataPoint(HistogramDataPointSnapshot.builder()
                    .labels(labels)
                    .classicHistogramBuckets(buckets(counted))
                    .sum(counted.micros() / MICROS)
                    .build());
            counted.errors()
                    .forEach((code, count) -> errors.dataPoint(Snapshots.count(count, labels.add("code", code))));
            retries.dataPoint(Snapshots.count(counted.retries(), labels));
        });
        return MetricSnapshots.builder()
                .metricSnapshot(runs.build())
                .metricSnapshot(errors.build())
                .metricSnapshot(retries.build())
                .metricSnapshot(underWay())
                .metricSnapshot(CounterSnapshot.builder()
                        .name("cloudburst_job_cache_reads")
                        .help("Reads of the store by functions, from the job's caches or not")
                        .dataPoint(Snapshots.count(whole.hits(), Labels.of("result", "hit")))
                        .dataPoint(Snapshots.count(whole.misses(), Labels.of("result", "miss")))
                        .build())
                .metricSnapshot(Snapshots.counter(
                        "cloudburst_job_runs_left_out", "Runs that are counted, but not told of", whole.leftOut()))
                .metricSnapshot(Snapshots.counter(
                        "cloudburst_job_runs_lost", "Runs that must have ended, of which nobody told", whole.lost()))
                .build();
    }

    private static ClassicHistogramBuckets buckets(JobTotals.Totals counted) {
        long[] counts = counted.buckets().stream().mapToLong(Long::longValue).toArray();
        return ClassicHistogramBuckets.of(JobTotals.bounds(), counts);
    }

    private GaugeSnapshot underWay() {
        Map<Labels, Long> sums = new TreeMap<>();
        for (JobStatistics instance : figures.instances()) {
            for (TargetStatistics of : instance.getTargetsList()) {
                int runs = of.getRunning() + of.getWaiting();
                if (runs > 0) {
                    String name = targets.label(of.hasDag(), of.hasDag() ? of.getDag() : of.getFunction());
                    sums.merge(
                            Labels.of("kind", of.hasDag() ? "dag" : "function", "target", name),
                            (long) runs,
                            Long::sum);
                }
            }
        }
        GaugeSnapshot.Builder underWay =
                GaugeSnapshot.builder().name("cloudburst_job_runs_under_way").help("Runs that go on, or wait");
        sums.forEach((labels, runs) -> underWay.dataPoint(Snapshots.point(runs, labels)));
        return underWay.build();
    }
}
