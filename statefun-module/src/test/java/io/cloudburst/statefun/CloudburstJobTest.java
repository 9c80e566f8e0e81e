package io.cloudburst.statefun;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CloudburstJobTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void whatMustNotBeSerializedIsOneTask(int parallelism) {
        List<String> tasks = tasks(graph(parallelism));

        assertThat(tasks).hasSize(3);
        assertThat(tasks.get(0)).contains("calls").contains("decode").contains("refusals: Writer");
        assertThat(tasks.get(1)).contains("functions").contains("replies: Writer");
        assertThat(tasks.get(2)).contains("feedback");
    }

    @Test
    void everyOperatorHasAStableIdentity() {
        assertThat(operatorIds(graph(1))).isEqualTo(operatorIds(graph(1))).doesNotHaveDuplicates();
    }

    private JobGraph graph(int parallelism) {
        JobSettings settings = JobSettings.local("127.0.0.1:1", directory, 1).withParallelism(parallelism);
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(FlinkSettings.of(settings));
        CloudburstJob.define(environment, settings);
        return environment.getStreamGraph().getJobGraph();
    }

    private static List<String> tasks(JobGraph graph) {
        return graph.getVerticesSortedTopologicallyFromSources().stream()
                .map(JobVertex::getName)
                .toList();
    }

    private static List<String> operatorIds(JobGraph graph) {
        return StreamSupport.stream(graph.getVertices().spliterator(), false)
                .flatMap(vertex -> vertex.getOperatorIDs().stream())
                .map(id -> id.getGeneratedOperatorID().toString())
                .sorted()
                .toList();
    }
}
