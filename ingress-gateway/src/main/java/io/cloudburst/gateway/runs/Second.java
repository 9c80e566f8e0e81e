package io.cloudburst.gateway.runs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.protocol.ErrorCount;
import io.cloudburst.protocol.JobStatistics;
import io.cloudburst.protocol.StageStatistics;
import io.cloudburst.protocol.TargetStatistics;
import io.cloudburst.sdk.runs.LatencyHistogram;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** What all parallel instances of the job counted in one second. Not safe for use by several threads at once. */
final class Second {
    private static final double MILLIS = 1_000.0;

    /** A name of a function or a DAG. */
    private record Target(String kind, String name) {}

    private static final class Counted {
        private final LatencyHistogram latency = new LatencyHistogram();
        private long calls;
        private long errors;
        private long retries;

        void put(ObjectNode node) {
            node.put("calls", calls).put("errors", errors).put("retries", retries);
            if (latency.total() > 0) {
                node.put("p50", latency.quantile(0.5) / MILLIS).put("p99", latency.quantile(0.99) / MILLIS);
            }
        }
    }

    private static final class Entry {
        private final Counted runs = new Counted();
        private final Map<String, Long> errors = new TreeMap<>();
        private final Map<String, Counted> nodes = new TreeMap<>();
        private long running;
        private long waiting;
    }

    private final Map<Target, Entry> targets = new HashMap<>();
    private long leftOut;
    private long hits;
    private long misses;

    void add(JobStatistics of) {
        leftOut += of.getRunsLeftOut() + of.getRecordsLost();
        hits += of.getCacheHits();
        misses += of.getCacheMisses();
        of.getTargetsList().forEach(this::add);
    }

    private void add(TargetStatistics of) {
        Target target = of.hasDag() ? new Target("dag", of.getDag()) : new Target("function", of.getFunction());
        Entry entry = targets.computeIfAbsent(target, first -> new Entry());
        entry.runs.calls += of.getCalls();
        entry.runs.retries += of.getRetries();
        entry.runs.latency.add(of.getLatency());
        entry.running += of.getRunning();
        entry.waiting += of.getWaiting();
        for (ErrorCount errors : of.getErrorsList()) {
            entry.runs.errors += errors.getCount();
            entry.errors.merge(errors.getCode().name(), errors.getCount(), Long::sum);
        }
        for (StageStatistics stage : of.getStagesList()) {
            for (String name : stage.getNodesList()) {
                Counted node = entry.nodes.computeIfAbsent(name, first -> new Counted());
                node.calls += stage.getCalls();
                node.errors += stage.getErrors();
                node.retries += stage.getRetries();
                node.latency.add(stage.getLatency());
            }
        }
    }

    /** @param at its end, in milliseconds since the epoch */
    ObjectNode toJson(long at) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("at", at)
                .put("leftOut", leftOut)
                .put("cacheHits", hits)
                .put("cacheMisses", misses);
        ArrayNode all = node.putArray("targets");
        targets.forEach((target, entry) -> {
            ObjectNode one = all.addObject().put("kind", target.kind()).put("name", target.name());
            entry.runs.put(one);
            ObjectNode errors = one.putObject("errorsByCode");
            entry.errors.forEach(errors::put);
            one.put("running", entry.running).put("waiting", entry.waiting);
            ArrayNode nodes = one.putArray("nodes");
            entry.nodes.forEach((name, counted) -> counted.put(nodes.addObject().put("name", name)));
        });
        return node;
    }
}
