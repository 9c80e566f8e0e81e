package io.cloudburst.engine;

import static io.cloudburst.sdk.Dag.withoutResult;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.Dag;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunTest {
    private static Dag.Builder join() {
        return Dag.named("join")
                .node("a")
                .node("b")
                .node("sum")
                .edge("b", "sum")
                .edge("a", "sum");
    }

    @Test
    void sourcesStartAtOnceWithTheirFixedArguments() {
        PlayedRun run = new PlayedRun(join(), Map.of("a", List.of(1), "b", List.of(2, "x")));

        assertThat(run.effects).containsExactlyInAnyOrder("a(1)", "b(2, x)");
    }

    @Test
    void aJoinGetsFixedArgumentsFirstAndThenResultsInTheOrderOfItsEdges() {
        PlayedRun run = new PlayedRun(join(), Map.of("sum", List.of("fixed")));

        assertThat(run.done("a", "from a").effects).isEmpty();
        assertThat(run.done("b", "from b").effects).containsExactly("sum(fixed, from b, from a)");
        assertThat(run.done("sum", 3).effects).containsExactly("= 3");
        assertThat(run.run).isEmpty();
    }

    @Test
    void aChainStartsInOneGo() {
        PlayedRun run = new PlayedRun(
                Dag.named("d").node("a").node("b").node("c").edge("a", "b").edge("b", "c"),
                Map.of("a", List.of(1), "c", List.of(2, 3)));

        assertThat(run.effects).containsExactly("a(1) b() c(2, 3)");
        assertThat(run.done("a", 4).effects).containsExactly("= 4");
    }

    @Test
    void theSameEndTwiceChangesNothing() {
        PlayedRun run = PlayedRun.of(join()).done("a", 1);
        Optional<Run<Value>> once = run.run;

        assertThat(run.done("a", 1).effects).isEmpty();
        assertThat(run.done("a", 2).effects).isEmpty();
        assertThat(run.failed("a", "late").effects).isEmpty();
        assertThat(run.run).isEqualTo(once);
    }

    @Test
    void whatHasNotBegunCannotEnd() {
        PlayedRun run = PlayedRun.of(join()).done("a", 1);
        Optional<Run<Value>> before = run.run;

        assertThat(run.run.orElseThrow().awaits(run.task("b", 0, 0))).isTrue();
        assertThat(run.run.orElseThrow().awaits(run.task("sum", 0, 0))).isFalse();
        assertThat(run.done("sum", 1).effects).isEmpty();
        assertThat(run.run).isEqualTo(before);
    }

    @Test
    void theFirstFailureIsTheRuns() {
        PlayedRun run = PlayedRun.of(join()).failed("b", "boom");

        assertThat(run.effects).containsExactly("! boom");
        assertThat(run.run).isEmpty();
    }

    @Test
    void aTaskThatWasLostStartsAsItFirstDid() {
        PlayedRun run = new PlayedRun(join(), Map.of("sum", List.of("fixed")));
        Run.Step<Value> last = run.done("a", 1)
                .run
                .orElseThrow()
                .on(new Event.Done<>(run.task("b", 0, 0), PlayedRun.VALUES.nothing()), PlayedRun.VALUES);

        assertThat(last.next().orElseThrow().start(run.task("sum", 0, 0), PlayedRun.VALUES))
                .isEqualTo(last.effects().get(0));
    }

    @Test
    void anEdgeWithoutResultOnlyOrders() {
        PlayedRun run = PlayedRun.of(Dag.named("d")
                .node("a")
                .node("b")
                .node("c")
                .edge("a", "c", withoutResult())
                .edge("b", "c"));

        assertThat(run.done("b", "from b").effects).isEmpty();
        assertThat(run.done("a", "from a").effects).containsExactly("c(from b)");
        assertThat(PlayedRun.of(Dag.named("d").node("a").node("b").edge("a", "b", withoutResult()))
                        .done("a", 1)
                        .effects)
                .containsExactly("b()");
    }

    @Test
    void aResultIsKeptForAsLongAsSomebodyMayNeedIt() {
        PlayedRun run = PlayedRun.of(Dag.named("d")
                .node("a")
                .node("b")
                .node("c")
                .node("d")
                .edge("a", "b")
                .edge("a", "c")
                .edge("b", "d")
                .edge("c", "d"));

        assertThat(run.done("a", 1).kept()).containsExactly("a");
        assertThat(run.done("b", 1).kept()).containsExactly("a", "b");
        assertThat(run.done("c", 1).kept()).containsExactly("b", "c");
    }

    @Test
    void aThousandStagesEndInOneStep() {
        Dag.Builder dag = Dag.named("d").node("n0");
        for (int i = 1; i < Dag.MAX_NODES; i++) {
            dag.node("n" + i, Dag.spread(), Dag.each()).edge("n" + (i - 1), "n" + i);
        }

        assertThat(PlayedRun.of(dag).done("n0", List.of()).effects).containsExactly("= []");
    }
}
