package io.cloudburst.engine;

import static io.cloudburst.sdk.Dag.otherwise;
import static io.cloudburst.sdk.Dag.when;
import static io.cloudburst.sdk.Dag.withoutResult;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.engine.Run.End;
import io.cloudburst.sdk.Dag;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs of DAGs whose edges have conditions. */
class ConditionsTest {
    private static Dag.Builder branch() {
        return Dag.named("d")
                .node("a")
                .node("one")
                .node("word")
                .node("rest")
                .node("end")
                .edge("a", "one", when(1, 2))
                .edge("a", "word", when("yes", null))
                .edge("a", "rest", otherwise())
                .edge("one", "end")
                .edge("word", "end")
                .edge("rest", "end");
    }

    @ParameterizedTest
    @CsvSource({"1, one", "2, one", "3, rest", "0, rest"})
    void aNumberChoosesItsBranch(int result, String branch) {
        assertThat(PlayedRun.of(branch()).done("a", result).effects).containsExactly(branch + "(" + result + ")");
        assertThat(PlayedRun.of(branch()).done("a", (double) result).effects)
                .containsExactly(branch + "(" + (double) result + ")");
    }

    @Test
    void wordsAndNullChooseTheirsAndAnythingElseTheOther() {
        assertThat(PlayedRun.of(branch()).done("a", "yes").effects).containsExactly("word(yes)");
        assertThat(PlayedRun.of(branch()).done("a", null).effects).containsExactly("word(null)");
        assertThat(PlayedRun.of(branch()).done("a", new int[0]).effects)
                .hasSize(1)
                .first()
                .asString()
                .startsWith("rest(");
    }

    @Test
    void branchesThatAreNotTakenAreJoinedAsNull() {
        PlayedRun run = PlayedRun.of(branch()).done("a", 1);

        assertThat(run.ended())
                .containsOnly(Map.entry("a", End.DONE), Map.entry("word", End.SKIPPED), Map.entry("rest", End.SKIPPED));
        assertThat(run.done("one", "r").effects).containsExactly("end(r, null, null)");
    }

    @Test
    void severalEdgesMayBeTaken() {
        PlayedRun run = PlayedRun.of(Dag.named("d")
                .node("a")
                .node("b")
                .node("c")
                .node("end")
                .edge("a", "b", when(1, 2))
                .edge("a", "c", when(2, 3))
                .edge("b", "end")
                .edge("c", "end"));

        assertThat(run.done("a", 2).effects).containsExactly("b(2)", "c(2)");
        assertThat(run.done("c", "y").effects).isEmpty();
        assertThat(run.done("b", "x").effects).containsExactly("end(x, y)");
    }

    @Test
    void whatFollowsFromNothingIsSkippedToTheEnd() {
        PlayedRun run = PlayedRun.of(Dag.named("d")
                .node("a")
                .node("b")
                .node("c", Dag.each())
                .node("d", Dag.race())
                .node("e")
                .edge("a", "b", when(1))
                .edge("b", "c")
                .edge("c", "d")
                .edge("d", "e"));

        assertThat(run.done("a", 2).effects).containsExactly("= null");
        assertThat(run.run).isEmpty();
    }

    @Test
    void aSkippedNodeSkipsOnlyWhatHasNothingElse() {
        PlayedRun run = PlayedRun.of(Dag.named("d")
                .node("a")
                .node("skipped")
                .node("after")
                .node("end")
                .edge("a", "skipped", when(1))
                .edge("skipped", "after")
                .edge("after", "end")
                .edge("a", "end"));

        assertThat(run.done("a", 2).effects).containsExactly("end(null, 2)");
    }

    @Test
    void aConditionThatDoesNotHoldOutweighsEdgesThatAreAlwaysTaken() {
        Dag.Builder dag = Dag.named("d")
                .node("gate")
                .node("data")
                .node("end")
                .edge("gate", "end", when(true), withoutResult())
                .edge("data", "end");

        assertThat(PlayedRun.of(dag).done("gate", false).done("data", 1).effects)
                .containsExactly("= null");
        assertThat(PlayedRun.of(dag).done("data", 1).done("gate", true).effects).containsExactly("end(1)");
    }

    @Test
    void oneConditionThatHoldsIsEnough() {
        PlayedRun run = PlayedRun.of(Dag.named("d")
                .node("a")
                .node("b")
                .node("end")
                .edge("a", "end", when(1))
                .edge("b", "end", when(1)));

        assertThat(run.done("a", 2).effects).isEmpty();
        assertThat(run.done("b", 1).effects).containsExactly("end(null, 1)");
    }

    @Test
    void anUpstreamThatWasSkippedMeetsNoConditionEither() {
        PlayedRun run = PlayedRun.of(Dag.named("d")
                .node("a")
                .node("skipped")
                .node("onNull")
                .node("onElse")
                .node("end")
                .edge("a", "skipped", when(1))
                .edge("skipped", "onNull", when((Object) null))
                .edge("skipped", "onElse", otherwise())
                .edge("onNull", "end")
                .edge("onElse", "end"));

        assertThat(run.done("a", 2).effects).containsExactly("= null");
    }

    @Test
    void aBranchThatWasNotTakenIsNotWaitedFor() {
        PlayedRun run = PlayedRun.of(branch()).done("a", 3);

        assertThat(run.done("one", "never started").effects).isEmpty();
        assertThat(run.done("rest", 9).effects).containsExactly("end(null, null, 9)");
    }
}
