package io.cloudburst.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

abstract class DagFormsContract extends Contract {
    private final Cloudburst cloudburst = client();

    DagFormsContract(CloudburstExtension extension) {
        super(extension);
    }

    @BeforeEach
    void register() {
        cloudburst.register("form_incr", (FunctionContext context, Integer x) -> x + 1);
        cloudburst.register("form_square", (FunctionContext context, Integer x) -> x * x);
        cloudburst.register("form_same", (FunctionContext context, Object x) -> x);
        cloudburst.register("form_size", (FunctionContext context, Integer x) -> x > 9 ? "big" : "small");
        cloudburst.register("form_pair", (FunctionContext context, Object a, Object b) -> a + "," + b);
        cloudburst.register("form_range", (FunctionContext context, Integer n) -> IntStream.range(0, n)
                .boxed()
                .toList());
        cloudburst.register("form_sum", (FunctionContext context, List<?> numbers) -> numbers.stream()
                .mapToInt(n -> (Integer) n)
                .sum());
        cloudburst.register("form_fail", (FunctionContext context, Integer x) -> {
            throw new IllegalStateException("boom");
        });
        cloudburst.register("form_slow", (FunctionContext context, Integer x) -> {
            Thread.sleep(Duration.ofSeconds(15).toMillis());
            return x;
        });
    }

    @Test
    void aNodeRunsForEachElementAndGathersInOrder() {
        cloudburst.replaceDag(Dag.named("form_each")
                .node("form_range")
                .node("squares", "form_square", Dag.each())
                .node("form_sum")
                .edge("form_range", "squares")
                .edge("squares", "form_sum")
                .build());

        assertThat(cloudburst
                        .callDag("form_each", Map.of("form_range", List.of(200)))
                        .get())
                .isEqualTo(IntStream.range(0, 200).map(x -> x * x).sum());
        assertThat(cloudburst
                        .callDag("form_each", Map.of("form_range", List.of(0)))
                        .get())
                .isEqualTo(0);
    }

    @Test
    void theFirstValidResultWinsARace() {
        cloudburst.replaceDag(Dag.named("form_race")
                .node("one", "form_same")
                .node("two", "form_same")
                .node("bad", "form_fail")
                .node("first", "form_incr", Dag.race(1, 2))
                .edge("one", "first")
                .edge("two", "first")
                .edge("bad", "first")
                .build());

        assertThat(cloudburst
                        .callDag("form_race", Map.of("one", List.of(0), "two", List.of(9), "bad", List.of(0)))
                        .get())
                .isEqualTo(10);
        assertThat(failureOf(
                        () -> cloudburst
                                .callDag("form_race", Map.of("one", List.of(0), "two", List.of(1), "bad", List.of(0)))
                                .get(),
                        ErrorCode.EXECUTION_ERROR))
                .hasMessageContaining("boom");
    }

    @Test
    void aRaceDoesNotWaitForTheSlow() {
        cloudburst.replaceDag(Dag.named("form_hedge")
                .node("slow", "form_slow")
                .node("fast", "form_same")
                .node("first", "form_same", Dag.race())
                .edge("slow", "first")
                .edge("fast", "first")
                .build());

        assertThat(cloudburst
                        .callDag("form_hedge", Map.of("slow", List.of(1), "fast", List.of(2)))
                        .get(Duration.ofSeconds(10)))
                .isEqualTo(2);
    }

    @Test
    void conditionsChooseABranch() {
        cloudburst.replaceDag(Dag.named("form_branch")
                .node("in", "form_same")
                .node("form_size")
                .node("big", "form_square")
                .node("small", "form_incr")
                .node("out", "form_pair")
                .edge("in", "form_size")
                .edge("in", "big")
                .edge("in", "small")
                .edge("form_size", "big", Dag.when("big"), Dag.withoutResult())
                .edge("form_size", "small", Dag.otherwise(), Dag.withoutResult())
                .edge("big", "out")
                .edge("small", "out")
                .build());

        assertThat(cloudburst.callDag("form_branch", Map.of("in", List.of(10))).get())
                .isEqualTo("100,null");
        assertThat(cloudburst.callDag("form_branch", Map.of("in", List.of(3))).get())
                .isEqualTo("null,4");
    }

    @Test
    void aDagIsANodeOfAnother() {
        cloudburst.replaceDag(Dag.chain("form_inner", "form_incr", "form_square"));
        cloudburst.replaceDag(Dag.named("form_outer")
                .dag("a", "form_inner")
                .dag("b", "form_inner")
                .edge("a", "b")
                .build());

        assertThat(cloudburst
                        .callDag("form_outer", Map.of("a.form_incr", List.of(1)))
                        .get())
                .isEqualTo(25);
        failureOf(() -> cloudburst.deleteDag("form_inner"), ErrorCode.INVALID_ARGUMENT);
        failureOf(
                () -> cloudburst.replaceDag(
                        Dag.named("form_inner").dag("again", "form_outer").build()),
                ErrorCode.DAG_INVALID);
        failureOf(
                () -> cloudburst.registerDag(
                        Dag.named("form_lost").dag("x", "no_such_dag").build()),
                ErrorCode.DAG_INVALID);
    }

    @Test
    void spreadStagesGiveTheSame() {
        cloudburst.replaceDag(Dag.named("form_spread")
                .node("form_range")
                .node("squares", "form_square", Dag.each(), Dag.spread())
                .node("form_sum", Dag.spread())
                .edge("form_range", "squares")
                .edge("squares", "form_sum")
                .build());

        assertThat(cloudburst
                        .callDag("form_spread", Map.of("form_range", List.of(100)))
                        .get())
                .isEqualTo(IntStream.range(0, 100).map(x -> x * x).sum());
    }
}
