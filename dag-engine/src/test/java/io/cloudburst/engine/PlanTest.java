package io.cloudburst.engine;

import static io.cloudburst.sdk.Dag.each;
import static io.cloudburst.sdk.Dag.otherwise;
import static io.cloudburst.sdk.Dag.race;
import static io.cloudburst.sdk.Dag.spread;
import static io.cloudburst.sdk.Dag.when;
import static io.cloudburst.sdk.Dag.withoutResult;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudburst.sdk.BatchOptions;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.RemoteOptions;
import io.cloudburst.sdk.RetryPolicy;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlanTest {
    /** By how they are called: r… are retried, twice; gpu… and cpu… run in a pool, and js… are served elsewhere. */
    private static FunctionOptions options(String function) {
        if (function.equals("limited")) {
            return FunctionOptions.NONE.withMaxConcurrent(2);
        }
        if (function.equals("batched")) {
            return FunctionOptions.NONE.withBatch(BatchOptions.upTo(8));
        }
        if (function.startsWith("gpu") || function.startsWith("cpu")) {
            return FunctionOptions.NONE.inPool(function.substring(0, 3));
        }
        if (function.startsWith("js")) {
            return FunctionOptions.NONE.served(new RemoteOptions("gpu", Optional.of("js/" + function)));
        }
        return function.startsWith("r") ? FunctionOptions.retrying(RetryPolicy.attempts(3)) : FunctionOptions.NONE;
    }

    private static Dag.Builder nodes(String... names) {
        Dag.Builder dag = Dag.named("d");
        for (String name : names) {
            dag.node(name);
        }
        return dag;
    }

    private static Arguments shape(String is, Dag.Builder dag, String... stages) {
        return Arguments.of(is, dag, String.join("; ", stages));
    }

    static Stream<Arguments> shapes() {
        return Stream.of(
                shape("one node", nodes("a"), "a"),
                shape("a chain", nodes("a", "b", "c").edge("a", "b").edge("b", "c"), "a+b+c"),
                shape(
                        "a limited function in a chain",
                        nodes("a", "b", "limited", "c", "d")
                                .edge("a", "b")
                                .edge("b", "limited")
                                .edge("limited", "c")
                                .edge("c", "d"),
                        "a+b",
                        "limited <- b",
                        "c+d <- limited"),
                shape(
                        "batched functions in a row",
                        Dag.named("d")
                                .node("a", "batched")
                                .node("b", "batched")
                                .node("c")
                                .edge("a", "b")
                                .edge("b", "c"),
                        "a",
                        "b <- a",
                        "c <- b"),
                shape(
                        "a chain from the job to one pool, another, and an endpoint",
                        nodes("a", "gpu1", "gpu2", "cpu1", "js1", "js2")
                                .edge("a", "gpu1")
                                .edge("gpu1", "gpu2")
                                .edge("gpu2", "cpu1")
                                .edge("cpu1", "js1")
                                .edge("js1", "js2"),
                        "a",
                        "gpu1+gpu2 <- a",
                        "cpu1 <- gpu2",
                        "js1 <- cpu1",
                        "js2 <- js1"),
                shape(
                        "a chain, named backwards",
                        nodes("c", "b", "a").edge("a", "b").edge("b", "c"),
                        "a+b+c"),
                shape(
                        "a function twice",
                        Dag.named("d").node("once", "f").node("twice", "f").edge("once", "twice"),
                        "once+twice"),
                shape("a join", nodes("a", "b", "c").edge("b", "c").edge("a", "c"), "a", "b", "c <- b, a"),
                shape(
                        "a diamond",
                        nodes("top", "l", "m", "end")
                                .edge("top", "l")
                                .edge("top", "m")
                                .edge("m", "end")
                                .edge("l", "end"),
                        "top",
                        "l <- top",
                        "m <- top",
                        "end <- m, l"),
                shape(
                        "chains around a diamond",
                        nodes("a", "b", "c", "d", "e", "f")
                                .edge("a", "b")
                                .edge("b", "c")
                                .edge("b", "d")
                                .edge("c", "e")
                                .edge("d", "e")
                                .edge("e", "f"),
                        "a+b",
                        "c <- b",
                        "d <- b",
                        "e+f <- c, d"),
                shape(
                        "a way around",
                        nodes("a", "b", "c").edge("a", "b").edge("b", "c").edge("a", "c"),
                        "a",
                        "b <- a",
                        "c <- b, a"),
                shape(
                        "sides that are chains",
                        nodes("a", "b", "c", "d", "e")
                                .edge("a", "b")
                                .edge("b", "e")
                                .edge("c", "d")
                                .edge("d", "e"),
                        "a+b",
                        "c+d",
                        "e <- b, d"),
                shape(
                        "a race ends a chain, and the next begins after it",
                        nodes("a", "b")
                                .node("c", race(0))
                                .node("d")
                                .edge("a", "b")
                                .edge("b", "c")
                                .edge("c", "d"),
                        "a+b",
                        "c? <- b",
                        "d <- c"),
                shape(
                        "a race of three",
                        nodes("a", "b", "c")
                                .node("w", race())
                                .edge("c", "w")
                                .edge("a", "w")
                                .edge("b", "w"),
                        "a",
                        "b",
                        "c",
                        "w? <- c, a, b"),
                shape(
                        "a race after a race",
                        nodes("a")
                                .node("b", race())
                                .node("c", race())
                                .edge("a", "b")
                                .edge("b", "c"),
                        "a",
                        "b? <- a",
                        "c? <- b"),
                shape(
                        "each element of a list",
                        nodes("a").node("b", each()).node("c").edge("a", "b").edge("b", "c"),
                        "a",
                        "b* <- a",
                        "c <- b"),
                shape(
                        "each of each",
                        Dag.named("d").node("a", each()).node("b", each()).edge("a", "b"),
                        "a*",
                        "b* <- a"),
                shape(
                        "spread in between",
                        nodes("a").node("b", spread()).node("c").edge("a", "b").edge("b", "c"),
                        "a",
                        "b@ <- a",
                        "c <- b"),
                shape(
                        "spread together",
                        nodes("a")
                                .node("b", spread())
                                .node("c", spread())
                                .edge("a", "b")
                                .edge("b", "c"),
                        "a",
                        "b+c@ <- a"),
                shape(
                        "each, spread",
                        nodes("a")
                                .node("b", each(), spread())
                                .node("c", spread())
                                .edge("a", "b")
                                .edge("b", "c"),
                        "a",
                        "b*@ <- a",
                        "c@ <- b"),
                shape("a condition", nodes("a", "b").edge("a", "b", when(1, "x")), "a", "b <- a=[1, x]"),
                shape(
                        "a branch",
                        nodes("a", "b", "c", "d", "end")
                                .edge("a", "b", when(1, null))
                                .edge("a", "c", when("x"))
                                .edge("a", "d", otherwise())
                                .edge("b", "end")
                                .edge("c", "end")
                                .edge("d", "end"),
                        "a",
                        "b <- a=[1, null]",
                        "c <- a=[x]",
                        "d <- a/[1, null, x]",
                        "end <- b, c, d"),
                shape(
                        "an edge that is always taken beside a branch",
                        nodes("a", "b", "end")
                                .edge("a", "b", when(1))
                                .edge("a", "end")
                                .edge("b", "end"),
                        "a",
                        "b <- a=[1]",
                        "end <- a, b"),
                shape("order alone", nodes("a", "b").edge("a", "b", withoutResult()), "a", "b <- a~"),
                shape(
                        "order beside results",
                        nodes("a", "b", "c").edge("a", "c", withoutResult()).edge("b", "c"),
                        "a",
                        "b",
                        "c <- a~, b"),
                shape(
                        "a condition on order",
                        nodes("a", "b").edge("a", "b", when(false), withoutResult()),
                        "a",
                        "b <- a=[false]~"),
                shape(
                        "what is tried again begins a stage",
                        nodes("a", "r", "b", "c").edge("a", "r").edge("r", "b").edge("b", "c"),
                        "a",
                        "r+b+c!3 <- a"),
                shape(
                        "one after the other tried again",
                        nodes("r1", "r2", "r3").edge("r1", "r2").edge("r2", "r3"),
                        "r1!3",
                        "r2!3 <- r1",
                        "r3!3 <- r2"),
                shape(
                        "a race, tried again",
                        nodes("a", "b")
                                .node("r", race(), spread())
                                .edge("a", "r")
                                .edge("b", "r"),
                        "a",
                        "b",
                        "r?@!3 <- a, b"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shapes")
    void aShapeHasItsStages(String is, Dag.Builder dag, String stages) {
        Plan plan = Plan.of(dag.build(), PlanTest::options);

        assertThat(plan.stages().stream().map(stage -> rendered(plan, stage)).collect(Collectors.joining("; ")))
                .isEqualTo(stages);
        assertThat(plan.sink().downstreams()).isEmpty();
        for (Plan.Stage stage : plan.stages()) {
            assertThat(plan.stages().get(stage.index())).isSameAs(stage);
            assertThat(stage.triggers()).extracting(Plan.Trigger::upstream).allSatisfy(upstream -> {
                assertThat(upstream).isLessThan(stage.index());
                assertThat(plan.stages().get(upstream).downstreams()).containsOnlyOnce(stage.index());
            });
        }
        assertThat(plan.stages().stream()
                        .mapToInt(stage -> stage.downstreams().size())
                        .sum())
                .isEqualTo(plan.stages().stream()
                        .mapToInt(stage -> stage.triggers().size())
                        .sum());
    }

    /** Nodes with a * for each, ? for a race, @ for spread, !n for attempts; what they wait for with = and / for conditions, ~ for order. */
    private static String rendered(Plan plan, Plan.Stage stage) {
        String nodes = stage.chain().stream().map(Dag.Node::name).collect(Collectors.joining("+"))
                + (stage.form() instanceof Dag.Each ? "*" : "")
                + (stage.form() instanceof Dag.Race ? "?" : "")
                + (stage.isSpread() ? "@" : "")
                + stage.retry().map(retry -> "!" + retry.attempts()).orElse("");
        String triggers = stage.triggers().stream()
                .map(trigger -> {
                    var above = plan.stages().get(trigger.upstream()).chain();
                    String condition = trigger.when() instanceof Plan.When.Compared compared
                            ? (compared.oneOf() ? "=" : "/") + compared.scalars()
                            : "";
                    return above.get(above.size() - 1).name() + condition + (trigger.passesResult() ? "" : "~");
                })
                .collect(Collectors.joining(", "));
        return triggers.isEmpty() ? nodes : nodes + " <- " + triggers;
    }

    @Test
    void aFunctionIsOneStageWithItsPolicy() {
        Plan plan = Plan.of("square", options("r"));

        assertThat(plan.stages().stream().map(stage -> rendered(plan, stage))).containsExactly("square!3");
        assertThat(plan.nodes()).containsExactly(new Dag.Node("square", "square"));
    }

    @Test
    void aDagInADagIsRefusedByItsNode() {
        Dag dag = Dag.named("d").dag("inner", "other").build();

        assertThatThrownBy(() -> Plan.of(dag, PlanTest::options))
                .isInstanceOfSatisfying(
                        CloudburstException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DAG_INVALID))
                .hasMessageContaining("'inner'");
    }

    @Test
    void aThousandNodesAreNoProblem() {
        String[] names =
                IntStream.range(0, Dag.MAX_NODES).mapToObj(i -> "n" + i).toArray(String[]::new);
        Plan chain = Plan.of(Dag.chain("long", names), PlanTest::options);
        assertThat(chain.stages()).hasSize(1);
        assertThat(chain.nodes()).hasSize(Dag.MAX_NODES);

        Dag.Builder ladder = Dag.named("ladder");
        // Every node to the next twenty, and from the last to the first in the list of nodes.
        for (int i = Dag.MAX_NODES - 1; i >= 0; i--) {
            ladder.node("n" + i);
        }
        for (int i = 0; i < Dag.MAX_NODES; i++) {
            for (int to = i + 1; to < Math.min(i + 20, Dag.MAX_NODES); to++) {
                ladder.edge("n" + i, "n" + to);
            }
        }
        Plan plan = Plan.of(ladder.build(), PlanTest::options);
        assertThat(plan.nodes()).extracting(Dag.Node::name).containsExactly(names);
    }
}
