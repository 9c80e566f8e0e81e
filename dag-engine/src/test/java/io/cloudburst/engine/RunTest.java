package io.cloudburst.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunTest {
    private static final Plan JOIN = Plan.of(Dag.named("join")
            .node("a")
            .node("b")
            .node("sum")
            .edge("b", "sum")
            .edge("a", "sum")
            .build());

    private static Plan.Stage stage(Plan plan, String node) {
        return plan.stages().stream()
                .filter(stage -> stage.chain().get(0).name().equals(node))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void sourcesStartAtOnceWithTheirFixedArguments() {
        Run.Step<String> step = Run.begin(JOIN, Map.of("a", List.of("1"), "b", List.of("2")));

        assertThat(step.effects())
                .containsExactlyInAnyOrder(
                        new Effect.StartStage<>(stage(JOIN, "a"), List.of(List.of("1"))),
                        new Effect.StartStage<>(stage(JOIN, "b"), List.of(List.of("2"))));
    }

    @Test
    void aJoinGetsFixedArgumentsFirstAndThenResultsInTheOrderOfItsEdges() {
        Run<String> run =
                Run.begin(JOIN, Map.of("sum", List.of("fixed"))).next().orElseThrow();

        Run.Step<String> first = run.on(new Event.StageDone<>(stage(JOIN, "a").index(), "from a"));
        assertThat(first.effects()).isEmpty();
        Run.Step<String> second = first.next()
                .orElseThrow()
                .on(new Event.StageDone<>(stage(JOIN, "b").index(), "from b"));
        assertThat(second.effects())
                .containsExactly(new Effect.StartStage<>(JOIN.sink(), List.of(List.of("fixed", "from b", "from a"))));
        Run.Step<String> last =
                second.next().orElseThrow().on(new Event.StageDone<>(JOIN.sink().index(), "sum"));
        assertThat(last.effects()).containsExactly(new Effect.Succeed<>("sum"));
        assertThat(last.next()).isEmpty();
    }

    @Test
    void theSameEndTwiceChangesNothing() {
        Run<String> run = Run.<String>begin(JOIN, Map.of()).next().orElseThrow();
        Event<String> done = new Event.StageDone<>(stage(JOIN, "a").index(), "1");
        Run<String> once = run.on(done).next().orElseThrow();

        Run.Step<String> again = once.on(done);

        assertThat(again.effects()).isEmpty();
        assertThat(again.next()).contains(once);
        assertThat(once.on(new Event.StageFailed<>(stage(JOIN, "a").index(), Failure.of(ErrorCode.TIMEOUT, "late")))
                        .effects())
                .isEmpty();
    }

    @Test
    void theFirstFailureIsTheRuns() {
        Run<String> run = Run.<String>begin(JOIN, Map.of()).next().orElseThrow();
        Failure failure = Failure.of(ErrorCode.EXECUTION_ERROR, "boom");

        Run.Step<String> step = run.on(new Event.StageFailed<>(stage(JOIN, "b").index(), failure));

        assertThat(step.effects()).containsExactly(new Effect.Fail<>(failure));
        assertThat(step.next()).isEmpty();
    }

    @Test
    void admissionNamesTheFunctionAndWhereItsArgumentsComeFrom() {
        Admission oneEach = new Admission("DAG 'join'", JOIN, function -> 1);
        Admission right = new Admission("DAG 'join'", JOIN, function -> function.equals("sum") ? 2 : 0);

        assertThat(oneEach.check(Map.of("a", List.of("1"), "b", List.of()))).hasValueSatisfying(failure -> {
            assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
            assertThat(failure.message()).contains("'b' takes 1 argument, got 0");
        });
        assertThat(oneEach.check(Map.of("a", List.of("1"), "b", List.of("2"))))
                .hasValueSatisfying(
                        failure -> assertThat(failure.message()).contains("got 2 (0 in the call, 2 from upstream)"));
        assertThat(oneEach.check(Map.of("c", List.of())))
                .hasValueSatisfying(failure -> assertThat(failure.message()).contains("no node 'c'"));
        assertThat(right.check(Map.of())).isEmpty();
    }
}
