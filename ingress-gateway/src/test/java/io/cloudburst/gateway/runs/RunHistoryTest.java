package io.cloudburst.gateway.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.cloudburst.protocol.CallError;
import io.cloudburst.protocol.ErrorCode;
import io.cloudburst.protocol.RunRecord;
import io.cloudburst.sdk.json.RunJson;
import io.cloudburst.sdk.runs.LostRuns;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunHistoryTest {
    private static final Optional<String> ANY = Optional.empty();

    private final RunHistory history = new RunHistory(3, 1_000_000);

    private static RunRecord running(String id) {
        return RunRecord.newBuilder()
                .setId(id)
                .setFunction("square")
                .setState(RunRecord.State.RUNNING)
                .setAccepted(1)
                .build();
    }

    private static RunRecord ended(String id) {
        return running(id).toBuilder()
                .setState(RunRecord.State.SUCCEEDED)
                .setEnded(2)
                .build();
    }

    private List<String> ids(Optional<String> outcome, Optional<String> after, int limit) {
        return history.newest(RunHistory.matching(ANY, ANY, outcome), after, limit).stream()
                .map(RunRecord::getId)
                .toList();
    }

    @Test
    void theNewestComeFirstAndTheOldestGiveWay() {
        List.of("a", "b", "c", "d").forEach(id -> history.add(ended(id)));

        assertThat(ids(ANY, ANY, 10)).containsExactly("d", "c", "b");
        assertThat(ids(ANY, ANY, 2)).containsExactly("d", "c");
        assertThat(ids(ANY, Optional.of("c"), 2)).containsExactly("b");
        assertThat(history.find("a")).isEmpty();
    }

    @Test
    void aRunIsThereOnceAndItsEndIsLast() {
        history.add(running("a"));
        history.add(ended("b"));
        history.add(ended("a"));
        history.add(running("a"));

        assertThat(ids(ANY, ANY, 10)).containsExactly("a", "b");
        assertThat(ids(Optional.of("OK"), ANY, 10)).containsExactly("a", "b");
        assertThat(ids(Optional.of("RUNNING"), ANY, 10)).isEmpty();
    }

    @Test
    void whatComesOutOfOrderIsInTheOrderOfItsTime() {
        history.add(ended("b").toBuilder().setEnded(20).build());
        history.add(running("d").toBuilder().setReceived(40).build());
        history.add(ended("a").toBuilder().setEnded(10).build());
        history.add(ended("c").toBuilder().setEnded(30).build());

        assertThat(ids(ANY, ANY, 10)).containsExactly("d", "c", "b");
        assertThat(ids(ANY, Optional.of("c"), 10)).containsExactly("b");
    }

    @Test
    void aRunThatShouldHaveEndedLongAgoIsLost() {
        Instant deadline = Instant.parse("2026-01-01T00:00:00Z");
        RunRecord run = running("a").toBuilder()
                .setDeadline(ChronoUnit.MICROS.between(Instant.EPOCH, deadline))
                .build();
        history.add(running("of an older job"));
        history.add(run);
        history.add(run.toBuilder().setId("b").build());
        history.add(run.toBuilder()
                .setId("b")
                .setState(RunRecord.State.SUCCEEDED)
                .setEnded(2)
                .build());

        assertThat(history.lose(deadline.plus(LostRuns.SLACK).minusMillis(1))).isEmpty();
        assertThat(history.lose(deadline.plus(LostRuns.SLACK)))
                .extracting(RunRecord::getId, RunJson::outcome)
                .containsExactly(tuple("a", "LOST"));
        assertThat(history.lose(deadline.plusSeconds(3_600))).isEmpty();
        assertThat(ids(Optional.of("LOST"), ANY, 10)).containsExactly("a");
        assertThat(ids(Optional.of("RUNNING"), ANY, 10)).containsExactly("of an older job");
    }

    @Test
    void anEndThatComesLateIsTheEnd() {
        RunRecord run = running("a").toBuilder().setDeadline(1).build();
        history.add(run);
        assertThat(history.lose(Instant.now())).hasSize(1);

        history.add(ended("a"));

        assertThat(ids(Optional.of("OK"), ANY, 10)).containsExactly("a");
        assertThat(history.lose(Instant.now())).isEmpty();
    }

    @Test
    void whatGivesWayIsNotLostAnyMore() {
        List.of("a", "b", "c", "d")
                .forEach(
                        id -> history.add(running(id).toBuilder().setDeadline(1).build()));

        assertThat(history.lose(Instant.now())).extracting(RunRecord::getId).containsExactly("b", "c", "d");
    }

    @Test
    void itHoldsNoMoreBytesThanItMay() {
        RunHistory small = new RunHistory(1_000, 10_000);
        for (int i = 0; i < 100; i++) {
            small.add(ended("run-" + i).toBuilder()
                    .setState(RunRecord.State.FAILED)
                    .setError(CallError.newBuilder()
                            .setCode(ErrorCode.EXECUTION_ERROR)
                            .setMessage("x".repeat(1_000)))
                    .build());
        }

        assertThat(small.newest(run -> true, ANY, 1_000)).hasSize(9);
    }
}
