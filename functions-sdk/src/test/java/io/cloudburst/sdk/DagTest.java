package io.cloudburst.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
        assertThat(dag.upstreamsOf("b")).containsExactly("a");
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
}
