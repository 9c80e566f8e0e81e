package io.cloudburst.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.RetryPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Runs of functions that are tried again. */
class RetriesTest {
    private static PlayedRun retried() {
        return new PlayedRun(Dag.named("d").node("r", "retried"), Map.of("r", List.of(1)));
    }

    @Test
    void aFunctionHasAsManyAttemptsAsItsPolicySays() {
        PlayedRun run = retried();

        assertThat(run.effects).containsExactly("r(1)");
        assertThat(run.failed("r", 0, 0, "first").effects).containsExactly("retry r#1");
        assertThat(run.due("r", 0, 1).effects).containsExactly("r#1(1)");
        assertThat(run.failed("r", 0, 1, "second").effects).containsExactly("retry r#2");
        assertThat(run.due("r", 0, 2).effects).containsExactly("r#2(1)");
        assertThat(run.failed("r", 0, 2, "third").effects).containsExactly("! third");
    }

    @Test
    void aRetryKnowsItsPolicyAndWhyItIs() {
        Run<Value> run = retried().run.orElseThrow();
        Event<Value> failed = PlayedRun.failure(new Task(0, 0, 0), "first", true);

        assertThat(run.on(failed, PlayedRun.VALUES).effects())
                .containsExactly(new Effect.Retry<>(
                        new Task(0, 0, 1), RetryPolicy.attempts(3), ((Event.Failed<Value>) failed).failure()));
    }

    @Test
    void aLaterAttemptMaySucceed() {
        assertThat(retried().failed("r", 0, 0, "first").due("r", 0, 1).done("r", 0, 1, "ok").effects)
                .containsExactly("= ok");
    }

    @Test
    void whatThePolicyDoesNotCoverIsTheCallersAtOnce() {
        assertThat(retried().failed("r", "not covered").effects).containsExactly("! not covered");
    }

    @Test
    void whatHasNoPolicyIsNotTriedAgain() {
        PlayedRun run = PlayedRun.of(Dag.named("d").node("a"));

        assertThat(run.failed("a", 0, 0, "boom").effects).containsExactly("! boom");
    }

    @Test
    void eventsOfOldAttemptsChangeNothing() {
        PlayedRun run = retried().failed("r", 0, 0, "first").due("r", 0, 1).failed("r", 0, 1, "second");
        Optional<Run<Value>> before = run.run;

        for (int attempt = 0; attempt < 2; attempt++) {
            assertThat(run.done("r", 0, attempt, "late").effects).isEmpty();
            assertThat(run.failed("r", 0, attempt, "late").effects).isEmpty();
            assertThat(run.due("r", 0, attempt).effects).isEmpty();
        }
        assertThat(run.run).isEqualTo(before);
        assertThat(run.run.orElseThrow().awaits(run.task("r", 0, 1))).isFalse();
        assertThat(run.run.orElseThrow().awaits(run.task("r", 0, 2))).isTrue();
    }

    @Test
    void whatWasLostIsStartedAsTheSameAttempt() {
        PlayedRun run = retried().failed("r", 0, 0, "first");
        Effect.Start<Value> lost = run.run.orElseThrow().start(run.task("r", 0, 1), PlayedRun.VALUES);

        assertThat(run.run
                        .orElseThrow()
                        .on(new Event.RetryDue<>(run.task("r", 0, 1)), PlayedRun.VALUES)
                        .effects())
                .containsExactly(lost);
    }

    @Test
    void othersGoOnWhileOneIsTriedAgain() {
        PlayedRun run = PlayedRun.of(Dag.named("d")
                .node("r", "retried")
                .node("b")
                .node("end")
                .edge("r", "end")
                .edge("b", "end"));

        assertThat(run.failed("r", 0, 0, "once").done("b", 2).effects).isEmpty();
        assertThat(run.due("r", 0, 1).done("r", 0, 1, 1).effects).containsExactly("end(1, 2)");
        assertThat(run.run.orElseThrow().active()).isEmpty();
    }
}
