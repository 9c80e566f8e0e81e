package io.cloudburst.gateway.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.gateway.runs.JobTotals.Target;
import io.cloudburst.gateway.runs.JobTotals.Totals;
import io.cloudburst.protocol.ErrorCode;
import io.cloudburst.protocol.ErrorCount;
import io.cloudburst.protocol.JobStatistics;
import io.cloudburst.protocol.TargetStatistics;
import io.cloudburst.sdk.runs.LatencyHistogram;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class JobTotalsTest {
    private final JobTotals totals = new JobTotals((dag, name) -> name.startsWith("made_up") ? "other" : name);

    private static TargetStatistics.Builder runs(long... millis) {
        LatencyHistogram latency = new LatencyHistogram();
        LongStream.of(millis).forEach(each -> latency.record(each * 1_000));
        return TargetStatistics.newBuilder().setCalls(millis.length).setLatency(latency.toProto());
    }

    private void second(TargetStatistics.Builder... targets) {
        JobStatistics.Builder second = JobStatistics.newBuilder()
                .setCacheHits(3)
                .setCacheMisses(1)
                .setRunsLeftOut(2)
                .setRecordsLost(1);
        List.of(targets).forEach(second::addTargets);
        totals.add(second.build());
    }

    private Totals of(String kind, String label) {
        return totals.whole().targets().get(new Target(kind, label));
    }

    @Test
    void secondsAddUp() {
        second(runs(0, 3, 4, 45_000).setFunction("square").setRetries(1), runs(20).setDag("square"));
        second(runs(3).setFunction("square")
                .addErrors(ErrorCount.newBuilder().setCode(ErrorCode.TIMEOUT).setCount(1)));
        totals.lost(4);

        Totals square = of("function", "square");
        assertThat(square.buckets()).containsExactly(1L, 0L, 3L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 1L);
        assertThat(square.micros()).isBetween(45_010_000L, 45_010_000L * 17 / 16);
        assertThat(square.errors()).isEqualTo(Map.of("TIMEOUT", 1L));
        assertThat(square.retries()).isEqualTo(1);
        assertThat(of("dag", "square").buckets().get(4)).isEqualTo(1);
        JobTotals.Whole whole = totals.whole();
        assertThat(List.of(whole.hits(), whole.misses(), whole.leftOut(), whole.lost()))
                .containsExactly(6L, 2L, 6L, 4L);
    }

    @Test
    void whatIsMadeUpIsOneAndWhatOnlyRunsIsNone() {
        second(runs(1).setFunction("made_up_1"), runs(1).setFunction("made_up_2"));
        second(TargetStatistics.newBuilder().setFunction("sleep").setRunning(7));

        assertThat(totals.whole().targets().keySet()).containsExactly(new Target("function", "other"));
        assertThat(of("function", "other").buckets().stream()
                        .mapToLong(each -> each)
                        .sum())
                .isEqualTo(2);
    }
}
