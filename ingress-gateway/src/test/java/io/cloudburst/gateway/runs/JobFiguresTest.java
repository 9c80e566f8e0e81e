package io.cloudburst.gateway.runs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.protocol.ErrorCode;
import io.cloudburst.protocol.ErrorCount;
import io.cloudburst.protocol.JobStatistics;
import io.cloudburst.protocol.StageStatistics;
import io.cloudburst.protocol.TargetStatistics;
import io.cloudburst.sdk.runs.LatencyHistogram;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobFiguresTest {
    private final JobFigures figures = new JobFigures();

    private static JobStatistics.Builder told(String instance, long at) {
        return JobStatistics.newBuilder().setInstance(instance).setAt(at).setParallelism(2);
    }

    private static TargetStatistics square(int calls, long micros) {
        LatencyHistogram latency = new LatencyHistogram();
        for (int i = 0; i < calls; i++) {
            latency.record(micros);
        }
        return TargetStatistics.newBuilder()
                .setDag("twice")
                .setCalls(calls)
                .addErrors(ErrorCount.newBuilder().setCode(ErrorCode.TIMEOUT).setCount(1))
                .setLatency(latency.toProto())
                .setRunning(1)
                .addStages(StageStatistics.newBuilder()
                        .addNodes("first")
                        .addNodes("second")
                        .setCalls(calls)
                        .setLatency(latency.toProto()))
                .build();
    }

    @Test
    void whatInstancesCountInOneSecondIsAddedUp() {
        figures.add(told("a", 10_200).addTargets(square(3, 1_000)).build());
        figures.add(told("b", 10_900).addTargets(square(1, 8_000)).build());
        assertThat(figures.finished(11_400)).isEmpty();

        List<ObjectNode> finished = figures.finished(12_600);

        assertThat(finished).hasSize(1);
        JsonNode second = finished.get(0);
        assertThat(second.get("at").asLong()).isEqualTo(11_000);
        JsonNode target = second.get("targets").get(0);
        assertThat(target.get("kind").asText()).isEqualTo("dag");
        assertThat(target.get("name").asText()).isEqualTo("twice");
        assertThat(target.get("calls").asLong()).isEqualTo(4);
        assertThat(target.get("errors").asLong()).isEqualTo(2);
        assertThat(target.get("errorsByCode").get("TIMEOUT").asLong()).isEqualTo(2);
        assertThat(target.get("running").asLong()).isEqualTo(2);
        assertThat(target.get("p50").asDouble()).isBetween(1.0, 1.07);
        assertThat(target.get("p99").asDouble()).isBetween(8.0, 8.6);
        assertThat(target.get("nodes")).hasSize(2);
        assertThat(target.get("nodes").get(0).get("calls").asLong()).isEqualTo(4);
        assertThat(figures.seconds()).isEqualTo(finished);
    }

    @Test
    void whatComesTooLateIsInTheNextSecondAndNothingIsKeptForEver() {
        figures.add(told("a", 10_200).addTargets(square(1, 5)).build());
        figures.finished(12_600);
        figures.add(told("a", 10_300).addTargets(square(2, 5)).build());

        List<ObjectNode> finished = figures.finished(13_600);
        assertThat(finished).hasSize(1);
        assertThat(finished.get(0).get("targets").get(0).get("calls").asLong()).isEqualTo(2);

        for (long at = 20_000; at < 420_000; at += 1_000) {
            figures.add(told("a", at).build());
            figures.finished(at);
        }
        assertThat(figures.seconds()).hasSize(300);
    }

    @Test
    void anInstanceThatIsSilentIsNoInstance() {
        figures.add(told("a", 10_000).build());
        figures.add(told("b", 14_000).build());

        figures.finished(16_000);

        assertThat(figures.instances()).extracting(JobStatistics::getInstance).containsExactly("b");
    }
}
