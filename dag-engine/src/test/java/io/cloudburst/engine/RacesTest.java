package io.cloudburst.engine;

import static io.cloudburst.sdk.Dag.race;
import static io.cloudburst.sdk.Dag.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.engine.Run.End;
import io.cloudburst.sdk.Dag;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Runs of DAGs with races. */
class RacesTest {
    private static Dag.Builder race3() {
        return Dag.named("d")
                .node("a")
                .node("b")
                .node("c")
                .node("race", race(0, null))
                .node("end")
                .edge("a", "race")
                .edge("b", "race")
                .edge("c", "race")
                .edge("race", "end");
    }

    @Test
    void eachContenderRunsAsItComesAfterTheFixedArguments() {
        PlayedRun run = new PlayedRun(race3(), Map.of("race", List.of("fixed")));

        assertThat(run.done("b", 1).effects).containsExactly("race[b](fixed, 1)");
        assertThat(run.done("a", 2).effects).containsExactly("race[a](fixed, 2)");
        // The first again, if it was lost.
        assertThat(run.lostAndStartedAgain("race", run.index("b"))).isEqualTo("race[b](fixed, 1)");
    }

    @Test
    void theFirstValidResultWins() {
        PlayedRun run = PlayedRun.of(race3()).done("a", 1).done("b", 2);

        assertThat(run.won("race", "a", 0).effects).as("not valid").isEmpty();
        assertThat(run.won("race", "b", 7).effects).containsExactly("end(7)");
        assertThat(run.done("c", 3).effects).as("too late").isEmpty();
        assertThat(run.won("race", "a", 8).effects).as("too late").isEmpty();
        assertThat(run.done("end", "x").effects).containsExactly("= x");
    }

    @Test
    void aResultThatIsNotValidIsOutForGood() {
        PlayedRun run = PlayedRun.of(race3()).done("a", 1).won("race", "a", null);

        assertThat(run.won("race", "a", 5).effects).isEmpty();
        assertThat(run.lost("race", "a", "late").effects).isEmpty();
        assertThat(run.done("b", 1).won("race", "b", 5).effects).containsExactly("end(5)");
    }

    @Test
    void failuresArePassedOver() {
        PlayedRun run = PlayedRun.of(race3()).failed("a", "upstream failed");

        assertThat(run.effects).isEmpty();
        assertThat(run.ended()).containsEntry("a", End.FAILED);
        assertThat(run.done("b", 1).lost("race", "b", "contender failed").effects)
                .isEmpty();
        assertThat(run.done("c", 2).won("race", "c", 3).effects).containsExactly("end(3)");
    }

    @Test
    void theLastFailureIsTheRunsIfNobodyWins() {
        PlayedRun run =
                PlayedRun.of(race3()).done("b", 1).lost("race", "b", "first").failed("a", "second");

        assertThat(run.done("c", 1).won("race", "c", 0).effects).containsExactly("! second");
        assertThat(PlayedRun.of(race3())
                        .failed("a", "first")
                        .failed("b", "second")
                        .failed("c", "third")
                        .effects)
                .containsExactly("! third");
    }

    @Test
    void nothingValidIsAFailureThatNamesTheRace() {
        PlayedRun run = PlayedRun.of(race3()).done("a", 1).done("b", 1).done("c", 1);

        assertThat(run.won("race", "a", 0).won("race", "b", null).won("race", "c", 0.0).effects)
                .containsExactly("! no result of node 'race' was valid");
    }

    @Test
    void onlyEdgesThatAreTakenContend() {
        Dag.Builder dag = Dag.named("d")
                .node("a")
                .node("b")
                .node("race", race())
                .edge("a", "race", when(1))
                .edge("b", "race", when(1));

        PlayedRun run = PlayedRun.of(dag).done("a", 2);
        assertThat(run.effects).isEmpty();
        assertThat(run.done("b", 1).effects).containsExactly("race[b](1)");
        assertThat(PlayedRun.of(dag).done("a", 2).done("b", 2).effects).containsExactly("= null");
        assertThat(PlayedRun.of(dag).failed("a", "boom").done("b", 2).effects).containsExactly("! boom");
    }

    @Test
    void aContenderThatIsNeededElsewhereFailsTheRun() {
        PlayedRun run = PlayedRun.of(Dag.named("d")
                .node("a")
                .node("b")
                .node("race", race())
                .node("end")
                .edge("a", "race")
                .edge("b", "race")
                .edge("race", "end")
                .edge("a", "end"));

        assertThat(run.failed("a", "boom").effects).containsExactly("! boom");
    }

    /** Whether nodes are fused into one stage must make no difference. */
    @Test
    void aBranchThatFailsIsPassedOverHoweverFarFromTheRace() {
        for (Dag.NodeOption placement : List.of((Dag.NodeOption) node -> node, Dag.spread())) {
            PlayedRun run = PlayedRun.of(Dag.named("d")
                    .node("far")
                    .node("near", placement)
                    .node("other")
                    .node("race", race())
                    .edge("far", "near")
                    .edge("near", "race")
                    .edge("other", "race"));

            assertThat(run.failed("far", "boom").effects).isEmpty();
            assertThat(run.done("other", 1).won("race", "other", 2).effects).containsExactly("= 2");
        }
    }

    @Test
    void aRaceThatNobodyWinsIsPassedOverByTheNext() {
        PlayedRun run = PlayedRun.of(Dag.named("d")
                .node("a")
                .node("inner", race(0))
                .node("b")
                .node("outer", race())
                .edge("a", "inner")
                .edge("inner", "outer")
                .edge("b", "outer"));

        assertThat(run.done("a", 1).won("inner", "a", 0).effects).isEmpty();
        assertThat(run.ended()).containsEntry("inner", End.FAILED);
        assertThat(run.failed("b", "boom").effects).containsExactly("! boom");
    }

    @Test
    void aListThatIsNoneIsPassedOverAsWell() {
        PlayedRun run = PlayedRun.of(Dag.named("d")
                .node("a")
                .node("each", Dag.each())
                .node("b")
                .node("race", race())
                .edge("a", "each")
                .edge("each", "race")
                .edge("b", "race"));

        assertThat(run.done("a", "no list").effects).isEmpty();
        assertThat(run.done("b", 1).won("race", "b", 2).effects).containsExactly("= 2");
    }

    @Test
    void aContenderIsTriedAgainByItself() {
        Dag.Builder dag = Dag.named("d")
                .node("a")
                .node("b")
                .node("race", "retried", race())
                .edge("a", "race")
                .edge("b", "race");
        PlayedRun run = PlayedRun.of(dag).done("a", 1).done("b", 2);
        int a = run.index("a");
        int b = run.index("b");

        assertThat(run.failed("race", a, 0, "once").effects).containsExactly("retry race[a]#1");
        assertThat(run.failed("race", b, 0, "once").effects).containsExactly("retry race[b]#1");
        assertThat(run.due("race", a, 1).effects).containsExactly("race[a]#1(1)");
        assertThat(run.failed("race", a, 1, "twice").due("race", a, 2).failed("race", a, 2, "for good").effects)
                .isEmpty();
        assertThat(run.due("race", b, 1).effects).containsExactly("race[b]#1(2)");
        assertThat(run.done("race", b, 1, "won").effects).containsExactly("= won");
    }
}
