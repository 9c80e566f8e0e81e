package io.cloudburst.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.FunctionContext;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

abstract class DagsContract extends Contract {
    private final Cloudburst cloudburst = client();

    DagsContract(CloudburstExtension extension) {
        super(extension);
    }

    @BeforeEach
    void register() {
        cloudburst.register("dag_incr", (FunctionContext context, Integer x) -> x + 1);
        cloudburst.register("dag_square", (FunctionContext context, Integer x) -> x * x);
        cloudburst.register("dag_list", (FunctionContext context, Integer a, Integer b) -> List.of(a, b));
        cloudburst.register("dag_list3", (FunctionContext context, String a, Integer b, Integer c) -> a + b + c);
    }

    @Test
    void aChain() {
        cloudburst.registerDag(Dag.chain("chain", "dag_incr", "dag_square"));

        assertThat(cloudburst.callDag("chain", Map.of("dag_incr", List.of(1))).get())
                .isEqualTo(4);
        assertThat(cloudburst
                        .callDag("chain", Map.of("dag_incr", List.of(1)), Long.class)
                        .get())
                .isEqualTo(4L);
    }

    @Test
    void aDiamondGathersInTheOrderOfItsEdges() {
        cloudburst.registerDag(Dag.named("diamond")
                .node("top", "dag_incr")
                .node("left", "dag_incr")
                .node("right", "dag_square")
                .node("bottom", "dag_list")
                .edge("top", "left")
                .edge("top", "right")
                .edge("right", "bottom")
                .edge("left", "bottom")
                .build());

        assertThat(cloudburst.callDag("diamond", Map.of("top", List.of(2))).get())
                .isEqualTo(List.of(9, 4));
    }

    @Test
    void fixedArgumentsComeBeforeResults() {
        cloudburst.registerDag(Dag.named("sources")
                .node("a", "dag_incr")
                .node("b", "dag_square")
                .node("all", "dag_list3")
                .edge("a", "all")
                .edge("b", "all")
                .build());

        assertThat(cloudburst
                        .callDag("sources", Map.of("a", List.of(1), "b", List.of(5), "all", List.of("x")))
                        .get())
                .isEqualTo("x225");
    }

    @Test
    void manyRunsAtOnceDoNotMix() {
        cloudburst.registerDag(Dag.named("many")
                .node("top", "dag_incr")
                .node("left", "dag_incr")
                .node("right", "dag_square")
                .node("bottom", "dag_list")
                .edge("top", "left")
                .edge("top", "right")
                .edge("left", "bottom")
                .edge("right", "bottom")
                .build());

        List<CloudFuture<Object>> futures = IntStream.range(0, 500)
                .mapToObj(x -> cloudburst.callDag("many", Map.of("top", List.of(x))))
                .toList();

        for (int x = 0; x < futures.size(); x++) {
            assertThat(futures.get(x).get()).isEqualTo(List.of(x + 2, (x + 1) * (x + 1)));
        }
    }

    @Test
    void aRunKeepsTheVersionsThatItBeganWith() {
        cloudburst.register("dag_wait", (FunctionContext context, Integer x) -> {
            while (context.get("dag_go_on", Boolean.class).isEmpty()) {
                Thread.sleep(5);
            }
            return x;
        });
        cloudburst.register("dag_version", (FunctionContext context, Integer a, Integer b) -> "old");
        cloudburst.registerDag(Dag.named("versions")
                .node("top", "dag_incr")
                .node("left", "dag_wait")
                .node("right", "dag_incr")
                .node("bottom", "dag_version")
                .edge("top", "left")
                .edge("top", "right")
                .edge("left", "bottom")
                .edge("right", "bottom")
                .build());
        CloudFuture<Object> began = cloudburst.callDag("versions", Map.of("top", List.of(1)));
        awaitBegun();

        cloudburst.register("dag_version", (FunctionContext context, Integer a, Integer b) -> "new");
        cloudburst.put("dag_go_on", true);

        assertThat(began.get()).isEqualTo("old");
        assertThat(cloudburst.callDag("versions", Map.of("top", List.of(1))).get())
                .isEqualTo("new");
    }

    /** The calls topic has one partition, and the job takes calls in its order: when this is answered, earlier ones have begun. */
    private void awaitBegun() {
        assertThat(cloudburst.function("dag_incr").call(1).get()).isEqualTo(2);
    }
}
