package io.cloudburst.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class DagTest {
    private static void refused(ThrowingCallable making, ErrorCode code, String... words) {
        assertThatThrownBy(making)
                .isInstanceOfSatisfying(
                        CloudburstException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContainingAll(words);
    }

    @Test
    void aChainLinksEachFunctionToTheNext() {
        Dag dag = Dag.chain("d", "a", "b", "c");

        assertThat(dag.edges()).containsExactly(new Dag.Edge("a", "b"), new Dag.Edge("b", "c"));
        assertThat(dag.sink().name()).isEqualTo("c");
        assertThat(dag.edgesTo("b")).containsExactly(new Dag.Edge("a", "b"));
    }

    @Test
    void aCycleIsRefusedByName() {
        refused(
                () -> Dag.named("loop")
                        .node("a")
                        .node("b")
                        .node("c")
                        .edge("a", "b")
                        .edge("b", "a")
                        .edge("b", "c")
                        .build(),
                ErrorCode.DAG_INVALID,
                "'loop'",
                "cycle",
                "[a, b, c]");
        refused(() -> Dag.named("self").node("a").edge("a", "a").build(), ErrorCode.DAG_INVALID, "cycle");
    }

    @Test
    void anEdgeToNowhereIsRefusedByName() {
        refused(
                () -> Dag.named("d").node("a").edge("a", "ghost").build(),
                ErrorCode.DAG_INVALID,
                "a -> ghost",
                "'ghost'");
    }

    @Test
    void twoSinksAreRefusedByName() {
        refused(
                () -> Dag.named("d")
                        .node("a")
                        .node("b")
                        .node("c")
                        .edge("a", "b")
                        .edge("a", "c")
                        .build(),
                ErrorCode.DAG_INVALID,
                "2 sinks [b, c]");
    }

    @Test
    void nothingTwiceAndNothingEmpty() {
        refused(() -> Dag.named("d").build(), ErrorCode.DAG_INVALID, "0 nodes");
        refused(() -> Dag.named("d").node("a").node("a").build(), ErrorCode.DAG_INVALID, "two nodes", "'a'");
        refused(
                () -> Dag.named("d")
                        .node("a")
                        .node("b")
                        .edge("a", "b")
                        .edge("a", "b")
                        .build(),
                ErrorCode.DAG_INVALID,
                "a -> b",
                "twice");
        refused(() -> Dag.chain("no spaces", "a"), ErrorCode.INVALID_ARGUMENT, "'no spaces'");
        refused(() -> Dag.chain("d", "a/b"), ErrorCode.INVALID_ARGUMENT, "'a/b'");
    }

    @Test
    void nodesAndEdgesAreWhatTheirOptionsSay() {
        Dag dag = Dag.named("d")
                .node("a", Dag.spread())
                .node("b", "f", Dag.each(), Dag.spread())
                .dag("c", "other")
                .node("d", Dag.race(0, null, "no"))
                .edge("a", "b", Dag.when(true, 2L), Dag.withoutResult())
                .edge("a", "c", Dag.otherwise())
                .edge("b", "d")
                .edge("c", "d", Dag.when((Object[]) null))
                .build();

        assertThat(dag.nodes())
                .containsExactly(
                        new Dag.Node("a", "a", new Dag.Once(), Dag.Placement.SPREAD),
                        new Dag.Node("b", "f", new Dag.Each(), Dag.Placement.SPREAD),
                        new Dag.Node("c", "other", new Dag.SubDag(), Dag.Placement.COLOCATED),
                        new Dag.Node("d", "d", new Dag.Race(Arrays.asList(0, null, "no")), Dag.Placement.COLOCATED));
        assertThat(dag.edges())
                .containsExactly(
                        new Dag.Edge("a", "b", new Dag.OneOf(List.of(true, 2L)), false),
                        new Dag.Edge("a", "c", new Dag.Otherwise(), true),
                        new Dag.Edge("b", "d"),
                        new Dag.Edge("c", "d", new Dag.OneOf(Collections.singletonList(null)), true));
    }

    @Test
    void aNodeGetsAnArgumentFromEachEdgeThatPassesOneAndARaceOneInAll() {
        Dag dag = Dag.named("d")
                .node("a")
                .node("b")
                .node("race", Dag.race())
                .node("join")
                .edge("a", "race")
                .edge("b", "race")
                .edge("race", "join")
                .edge("a", "join", Dag.when(1))
                .edge("b", "join", Dag.withoutResult())
                .build();

        assertThat(dag.nodes())
                .extracting(node -> node.name() + dag.argumentsFromUpstreams(node))
                .containsExactly("a0", "b0", "race1", "join2");
    }

    private static Dag.Builder pair() {
        return Dag.named("d").node("a").node("b");
    }

    @Test
    void aConditionThatCannotHoldIsRefusedByItsEdge() {
        refused(
                () -> pair().edge("a", "b", Dag.when()).build(),
                ErrorCode.DAG_INVALID,
                "'d'",
                "a -> b",
                "at least one value");
        refused(
                () -> pair().edge("a", "b", Dag.otherwise()).build(),
                ErrorCode.DAG_INVALID,
                "a -> b",
                "no edge of 'a' has a condition");
        refused(
                () -> pair().node("c")
                        .edge("a", "b", Dag.when(1))
                        .edge("b", "c", Dag.otherwise())
                        .build(),
                ErrorCode.DAG_INVALID,
                "b -> c");
    }

    @Test
    void whatResultsCannotBeComparedWithIsRefusedByItsPlace() {
        for (Object odd : List.of(1.5f, 'c', List.of(), (short) 1, BigDecimal.ONE)) {
            refused(
                    () -> pair().edge("a", "b", Dag.when(1, odd)).build(),
                    ErrorCode.DAG_INVALID,
                    "edge a -> b",
                    odd.getClass().getName());
            refused(
                    () -> Dag.named("d")
                            .node("a")
                            .node("b", Dag.race(odd))
                            .edge("a", "b")
                            .build(),
                    ErrorCode.DAG_INVALID,
                    "node 'b'",
                    odd.getClass().getName());
        }
    }

    @Test
    void aRaceWithoutContendersIsRefusedByName() {
        refused(() -> Dag.named("d").node("a", Dag.race()).build(), ErrorCode.DAG_INVALID, "node 'a' is a race");
        refused(
                () -> Dag.named("d")
                        .node("a")
                        .node("b")
                        .node("c", Dag.race())
                        .edge("a", "c")
                        .edge("b", "c", Dag.withoutResult())
                        .build(),
                ErrorCode.DAG_INVALID,
                "node 'c'",
                "all pass their results");
    }

    @Test
    void aDagIsNotInItselfAndNothingIsNamedLikeWhatIsInIt() {
        refused(() -> Dag.named("d").dag("a", "d").build(), ErrorCode.DAG_INVALID, "node 'a' is the DAG itself");
        refused(() -> Dag.named("d").dag("a", "no spaces").build(), ErrorCode.INVALID_ARGUMENT, "'no spaces'", "DAG");
        refused(
                () -> Dag.named("d").dag("a", "x").node("a.b").edge("a", "a.b").build(),
                ErrorCode.DAG_INVALID,
                "node 'a.b'",
                "node 'a'");
    }

    @Test
    void moreThanAThousandNodesAreRefused() {
        String[] names =
                IntStream.rangeClosed(0, Dag.MAX_NODES).mapToObj(i -> "n" + i).toArray(String[]::new);

        refused(() -> Dag.chain("d", names), ErrorCode.DAG_INVALID, "1001 nodes", "1 to 1000");
    }
}
