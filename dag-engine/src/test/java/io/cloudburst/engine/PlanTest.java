package io.cloudburst.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.sdk.Dag;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static List<List<String>> chains(Plan plan) {
        return plan.stages().stream()
                .map(stage -> stage.chain().stream().map(Dag.Node::name).toList())
                .toList();
    }

    @Test
    void aFunctionIsOneStage() {
        Plan plan = Plan.of("square");

        assertThat(chains(plan)).containsExactly(List.of("square"));
        assertThat(plan.sink().upstreams()).isEmpty();
    }

    @Test
    void aChainIsFusedIntoOneStage() {
        assertThat(chains(Plan.of(Dag.chain("d", "a", "b", "c")))).containsExactly(List.of("a", "b", "c"));
    }

    @Test
    void aDiamondHasAStageForEachSide() {
        Plan plan = Plan.of(Dag.named("d")
                .node("top")
                .node("left")
                .node("right")
                .node("bottom")
                .edge("top", "left")
                .edge("top", "right")
                .edge("right", "bottom")
                .edge("left", "bottom")
                .build());

        assertThat(chains(plan)).hasSize(4).last().isEqualTo(List.of("bottom"));
        Plan.Stage right = stage(plan, "right");
        Plan.Stage left = stage(plan, "left");
        assertThat(plan.sink().upstreams()).containsExactly(right.index(), left.index());
        assertThat(stage(plan, "top").downstreams()).containsExactlyInAnyOrder(left.index(), right.index());
    }

    @Test
    void aFunctionMayStandInItTwice() {
        Plan plan = Plan.of(Dag.named("d")
                .node("once", "incr")
                .node("twice", "incr")
                .edge("once", "twice")
                .build());

        assertThat(chains(plan)).containsExactly(List.of("once", "twice"));
    }

    @Test
    void fusionStopsWhereResultsAreSharedOrJoined() {
        Plan plan = Plan.of(Dag.named("d")
                .node("a")
                .node("b")
                .node("c")
                .node("d")
                .node("e")
                .node("f")
                .edge("a", "b")
                .edge("b", "c")
                .edge("b", "d")
                .edge("c", "e")
                .edge("d", "e")
                .edge("e", "f")
                .build());

        assertThat(chains(plan))
                .containsExactlyInAnyOrder(List.of("a", "b"), List.of("c"), List.of("d"), List.of("e", "f"));
    }

    @Test
    void aThousandNodesAreNoProblem() {
        String[] names = new String[Dag.MAX_NODES];
        for (int i = 0; i < names.length; i++) {
            names[i] = "n" + i;
        }
        assertThat(chains(Plan.of(Dag.chain("long", names)))).hasSize(1).first().satisfies(chain -> assertThat(chain)
                .hasSize(Dag.MAX_NODES));

        Dag.Builder ladder = Dag.named("ladder").node("n0");
        for (int i = 1; i < 900; i += 3) {
            String above = "n" + (i == 1 ? 0 : i - 1);
            ladder.node("n" + i).node("n" + (i + 1) + "x").node("n" + (i + 2));
            ladder.edge(above, "n" + i).edge(above, "n" + (i + 1) + "x");
            ladder.edge("n" + i, "n" + (i + 2)).edge("n" + (i + 1) + "x", "n" + (i + 2));
        }
        Plan plan = Plan.of(ladder.build());
        for (Plan.Stage stage : plan.stages()) {
            assertThat(stage.upstreams())
                    .allSatisfy(upstream -> assertThat(upstream).isLessThan(stage.index()));
        }
    }

    private static Plan.Stage stage(Plan plan, String node) {
        return plan.stages().stream()
                .filter(stage -> stage.chain().get(0).name().equals(node))
                .findFirst()
                .orElseThrow();
    }
}
