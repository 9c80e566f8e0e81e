package io.cloudburst.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionOptions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final Dag.Builder JOIN =
            Dag.named("join").node("a").node("b").node("sum").edge("b", "sum").edge("a", "sum");

    private static Admission admission(Dag.Builder dag, Map<String, Integer> takes) {
        return new Admission("DAG 'join'", Plan.of(dag.build(), function -> FunctionOptions.NONE), takes::get);
    }

    private static void refused(Admission admission, Map<String, List<Object>> arguments, String word) {
        assertThat(admission.check(arguments)).hasValueSatisfying(failure -> {
            assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
            assertThat(failure.message()).contains(word);
        });
    }

    @Test
    void aRefusalNamesTheFunctionAndWhereItsArgumentsComeFrom() {
        Admission oneEach = admission(JOIN, Map.of("a", 1, "b", 1, "sum", 1));

        refused(oneEach, Map.of("a", List.of("1"), "b", List.of()), "'b' takes 1 argument, got 0");
        refused(oneEach, Map.of("a", List.of("1"), "b", List.of("2")), "got 2 (0 in the call, 2 from upstream)");
        refused(oneEach, Map.of("c", List.of()), "no node 'c'");
        assertThat(admission(JOIN, Map.of("a", 0, "b", 0, "sum", 2)).check(Map.of()))
                .isEmpty();
    }

    @Test
    void aNodeThatIsNotNamedLikeItsFunctionIsNamedToo() {
        refused(
                admission(Dag.named("d").node("n", "f"), Map.of("f", 2)),
                Map.of(),
                "function 'f' (node 'n') takes 2 arguments, got 0");
    }

    @Test
    void eachNodeOfAChainGetsOneFromTheLast() {
        Dag.Builder dag = Dag.named("d").node("a").node("b").edge("a", "b");

        assertThat(admission(dag, Map.of("a", 1, "b", 2)).check(Map.of("a", List.of(1), "b", List.of(2))))
                .isEmpty();
        refused(
                admission(dag, Map.of("a", 0, "b", 0)),
                Map.of(),
                "'b' takes 0 arguments, got 1 (0 in the call, 1 from upstream)");
    }

    @Test
    void edgesWithoutResultCountForNothingAndARaceForOne() {
        Dag.Builder dag = Dag.named("d")
                .node("a")
                .node("b")
                .node("race", Dag.race())
                .node("end")
                .edge("a", "race")
                .edge("b", "race")
                .edge("race", "end", Dag.withoutResult());

        assertThat(admission(dag, Map.of("a", 0, "b", 0, "race", 1, "end", 0)).check(Map.of()))
                .isEmpty();
        refused(admission(dag, Map.of("a", 0, "b", 0, "race", 2, "end", 0)), Map.of(), "'race' takes 2");
        refused(admission(dag, Map.of("a", 0, "b", 0, "race", 1, "end", 1)), Map.of(), "'end' takes 1");
    }

    @Test
    void whatRunsForEachElementNeedsAList() {
        refused(admission(Dag.named("d").node("a", Dag.each()), Map.of("a", 0)), Map.of(), "node 'a' runs for each");
        assertThat(admission(Dag.named("d").node("a", Dag.each()), Map.of("a", 1))
                        .check(Map.of("a", List.of(1))))
                .isEmpty();
    }
}
