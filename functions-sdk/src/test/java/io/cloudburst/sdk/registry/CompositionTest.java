package io.cloudburst.sdk.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class CompositionTest {
    /** Two sources and a join. */
    private static final Dag JOIN = Dag.named("join")
            .node("left", "f")
            .node("right", "g", Dag.each(), Dag.spread())
            .node("sum", "h")
            .edge("right", "sum")
            .edge("left", "sum", Dag.when(1), Dag.withoutResult())
            .build();

    private static Function<String, Optional<Dag>> registered(Dag... dags) {
        Map<String, Dag> byName = Arrays.stream(dags).collect(Collectors.toMap(Dag::name, dag -> dag));
        return name -> Optional.ofNullable(byName.get(name));
    }

    private static void refused(ThrowingCallable making, ErrorCode code, String... words) {
        assertThatThrownBy(making)
                .isInstanceOfSatisfying(
                        CloudburstException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContainingAll(words);
    }

    @Test
    void aDagWithoutDagsStaysAsItIs() {
        assertThat(Composition.flatten(JOIN, registered())).isSameAs(JOIN);
    }

    @Test
    void aDagTakesThePlaceOfItsNode() {
        Dag dag = Dag.named("outer")
                .node("a")
                .node("b")
                .dag("in", "join")
                .node("c")
                .edge("b", "c")
                .edge("b", "in", Dag.when("x"), Dag.withoutResult())
                .edge("a", "in")
                .edge("in", "c", Dag.when(7))
                .build();

        Dag flat = Composition.flatten(dag, registered(JOIN));

        assertThat(flat.name()).isEqualTo("outer");
        assertThat(flat.nodes())
                .containsExactlyInAnyOrder(
                        new Dag.Node("a", "a"),
                        new Dag.Node("b", "b"),
                        new Dag.Node("in.left", "f"),
                        new Dag.Node("in.right", "g", new Dag.Each(), Dag.Placement.SPREAD),
                        new Dag.Node("in.sum", "h"),
                        new Dag.Node("c", "c"));
        Dag.OneOf isX = new Dag.OneOf(List.of("x"));
        assertThat(flat.edgesTo("in.left"))
                .containsExactly(new Dag.Edge("b", "in.left", isX, false), new Dag.Edge("a", "in.left"));
        assertThat(flat.edgesTo("in.right"))
                .containsExactly(new Dag.Edge("b", "in.right", isX, false), new Dag.Edge("a", "in.right"));
        assertThat(flat.edgesTo("in.sum"))
                .containsExactly(
                        new Dag.Edge("in.right", "in.sum"),
                        new Dag.Edge("in.left", "in.sum", new Dag.OneOf(List.of(1)), false));
        assertThat(flat.edgesTo("c"))
                .as("arguments in the order that they had")
                .containsExactly(new Dag.Edge("b", "c"), new Dag.Edge("in.sum", "c", new Dag.OneOf(List.of(7)), true));
    }

    @Test
    void dagsFollowEachOtherAndContainEachOther() {
        Dag twice = Dag.named("twice")
                .dag("x", "join")
                .dag("y", "join")
                .edge("x", "y")
                .build();
        Dag outer = Dag.named("outer")
                .dag("z", "twice")
                .dag("w", "one")
                .edge("z", "w")
                .build();

        Dag flat = Composition.flatten(outer, registered(JOIN, twice, Dag.chain("one", "f")));

        assertThat(flat.nodes())
                .extracting(Dag.Node::name)
                .containsExactly("z.x.left", "z.x.right", "z.x.sum", "z.y.left", "z.y.right", "z.y.sum", "w.f");
        assertThat(flat.edgesTo("z.y.left")).containsExactly(new Dag.Edge("z.x.sum", "z.y.left"));
        assertThat(flat.edgesTo("w.f")).containsExactly(new Dag.Edge("z.y.sum", "w.f"));
        assertThat(flat.sink().name()).isEqualTo("w.f");
    }

    @Test
    void oneConditionHoldsForAllSourcesAndOtherwiseForTheRest() {
        Dag dag = Dag.named("outer")
                .node("a")
                .dag("in", "join")
                .node("b")
                .node("end", Dag.race())
                .edge("a", "in", Dag.when(1))
                .edge("a", "b", Dag.otherwise())
                .edge("in", "end")
                .edge("b", "end")
                .build();

        assertThat(Composition.flatten(dag, registered(JOIN)).edges())
                .filteredOn(edge -> edge.from().equals("a"))
                .containsExactly(
                        new Dag.Edge("a", "in.left", new Dag.OneOf(List.of(1)), true),
                        new Dag.Edge("a", "in.right", new Dag.OneOf(List.of(1)), true),
                        new Dag.Edge("a", "b", new Dag.Otherwise(), true));
    }

    @Test
    void circlesAndMissingDagsAreRefusedByName() {
        Dag a = Dag.named("a").dag("toB", "b").build();
        Dag b = Dag.named("b").dag("toC", "c").build();
        Dag c = Dag.named("c").node("f").dag("toA", "a").edge("f", "toA").build();

        refused(
                () -> Composition.flatten(a, registered(a, b, c)),
                ErrorCode.DAG_INVALID,
                "'a'",
                "node 'toA'",
                "circle",
                "a, b, c, a");
        refused(() -> Composition.flatten(a, registered(a, b)), ErrorCode.DAG_NOT_FOUND, "'c'", "node 'toC'", "'b'");
    }

    @Test
    void sixteenLevelsAreAllowedAndNoMore() {
        Dag[] levels = IntStream.range(0, Composition.MAX_DEPTH + 1)
                .mapToObj(i -> i == Composition.MAX_DEPTH
                        ? Dag.chain("d" + i, "f")
                        : Dag.named("d" + i).dag("n", "d" + (i + 1)).build())
                .toArray(Dag[]::new);

        assertThat(Composition.flatten(levels[1], registered(levels)).sink().name())
                .isEqualTo("n.".repeat(Composition.MAX_DEPTH - 1) + "f");
        refused(
                () -> Composition.flatten(levels[0], registered(levels)),
                ErrorCode.DAG_INVALID,
                "'d0'",
                "more than 16 deep");
    }

    @Test
    void manyTimesManyNodesAreRefusedBeforeThereAreMillions() {
        String[] functions =
                IntStream.range(0, Dag.MAX_NODES).mapToObj(i -> "f" + i).toArray(String[]::new);
        Dag long1000 = Dag.chain("long", functions);
        Dag.Builder many = Dag.named("many");
        for (int i = 0; i < Dag.MAX_NODES; i++) {
            many.dag("n" + i, "long");
            if (i > 0) {
                many.edge("n" + (i - 1), "n" + i);
            }
        }

        refused(
                () -> Composition.flatten(many.build(), registered(long1000)),
                ErrorCode.DAG_INVALID,
                "'many'",
                "node 'n1'",
                "2000",
                "1000");
        refused(
                () -> Composition.continued(List.of(long1000, Dag.chain("one", "g"))),
                ErrorCode.DAG_INVALID,
                "1001 nodes");
    }

    @Test
    void aContinuationTakesTheResultInEachOfItsSources() {
        Dag whole = Composition.continued(List.of(Dag.chain("first", "f", "g"), JOIN, Dag.chain("last", "f")));

        assertThat(whole.name()).isEqualTo("first");
        assertThat(whole.nodes())
                .containsExactly(
                        new Dag.Node("f", "f"),
                        new Dag.Node("g", "g"),
                        new Dag.Node("then1.left", "f"),
                        new Dag.Node("then1.right", "g", new Dag.Each(), Dag.Placement.SPREAD),
                        new Dag.Node("then1.sum", "h"),
                        new Dag.Node(Composition.continued(2, "f"), "f"));
        assertThat(whole.edgesTo("then1.left")).containsExactly(new Dag.Edge("g", "then1.left"));
        assertThat(whole.edgesTo("then1.right")).containsExactly(new Dag.Edge("g", "then1.right"));
        assertThat(whole.edgesTo("then2.f")).containsExactly(new Dag.Edge("then1.sum", "then2.f"));
        assertThat(Composition.continued(List.of(JOIN))).isEqualTo(JOIN);
    }

    @Test
    void aNameThatIsTakenIsRefused() {
        refused(
                () -> Composition.continued(List.of(Dag.chain("first", "then1.f"), Dag.chain("second", "f"))),
                ErrorCode.DAG_INVALID,
                "'then1.f'");
    }
}
