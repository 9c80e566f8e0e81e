package io.cloudburst.statefun.watch;

import io.cloudburst.engine.Plan;
import io.cloudburst.protocol.ErrorCode;
import io.cloudburst.protocol.ErrorCount;
import io.cloudburst.protocol.StageStatistics;
import io.cloudburst.protocol.TargetStatistics;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.runs.LatencyHistogram;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** What happened in some time, counted. Used by one thread at a time. */
final class Counts {
    /** More are counted as one: anybody may call by any name, whether or not there is such a function. */
    private static final int MAX_TARGETS = 1_000;

    private static final Target OTHERS = new Target("other", false);

    private final Map<Target, OfTarget> targets = new HashMap<>();
    long leftOut;

    private static final class OfTarget {
        private long calls;
        private long retries;
        private final Map<ErrorCode, Long> errors = new EnumMap<>(ErrorCode.class);
        private final LatencyHistogram latency = new LatencyHistogram();
        private final Map<Plan.Stage, OfStage> stages = new IdentityHashMap<>();
        private int running;
        private int waiting;
    }

    private static final class OfStage {
        private long calls;
        private long errors;
        private long retries;
        private final LatencyHistogram latency = new LatencyHistogram();
    }

    private OfTarget of(Target target) {
        OfTarget known = targets.get(target);
        if (known == null) {
            known = targets.computeIfAbsent(targets.size() < MAX_TARGETS ? target : OTHERS, missing -> new OfTarget());
        }
        return known;
    }

    /** @param code of its error; unspecified: it has none */
    void ended(Target target, long micros, ErrorCode code) {
        OfTarget counts = of(target);
        counts.calls++;
        counts.latency.record(micros);
        if (code != ErrorCode.ERROR_CODE_UNSPECIFIED) {
            counts.errors.merge(code, 1L, Long::sum);
        }
    }

    /** @param apart whether the stage is more than the whole of what was called */
    void stageEnded(Target target, boolean apart, Plan.Stage stage, boolean retry, boolean failed, long micros) {
        OfTarget counts = of(target);
        counts.retries += retry ? 1 : 0;
        if (apart) {
            OfStage ofStage = counts.stages.computeIfAbsent(stage, missing -> new OfStage());
            ofStage.calls++;
            ofStage.retries += retry ? 1 : 0;
            ofStage.errors += failed ? 1 : 0;
            ofStage.latency.record(micros);
        }
    }

    void underWay(Target target, boolean waiting) {
        OfTarget counts = of(target);
        counts.running += waiting ? 0 : 1;
        counts.waiting += waiting ? 1 : 0;
    }

    List<TargetStatistics> toProto() {
        return targets.entrySet().stream()
                .map(entry -> toProto(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static TargetStatistics toProto(Target target, OfTarget counts) {
        TargetStatistics.Builder statistics = TargetStatistics.newBuilder()
                .setCalls(counts.calls)
                .setRetries(counts.retries)
                .setLatency(counts.latency.toProto())
                .setRunning(counts.running)
                .setWaiting(counts.waiting);
        if (target.dag()) {
            statistics.setDag(target.name());
        } else {
            statistics.setFunction(target.name());
        }
        counts.errors.forEach((code, count) ->
                statistics.addErrors(ErrorCount.newBuilder().setCode(code).setCount(count)));
        counts.stages.forEach((stage, ofStage) -> statistics.addStages(StageStatistics.newBuilder()
                .addAllNodes(stage.chain().stream().map(Dag.Node::name).toList())
                .setCalls(ofStage.calls)
                .setErrors(ofStage.errors)
                .setRetries(ofStage.retries)
                .setLatency(ofStage.latency.toProto())));
        return statistics.build();
    }
}
