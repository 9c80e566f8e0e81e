package io.cloudburst.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.sdk.Timeline;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaterfallTest {
    private static final Instant ACCEPTED = Instant.parse("2026-01-01T00:00:00Z");

    private static Timeline.Stage stage(
            List<String> nodes, int part, int queued, int started, int ended, String error) {
        return new Timeline.Stage(nodes, part, at(queued), at(started), at(ended), error);
    }

    private static Instant at(int millis) {
        return ACCEPTED.plusMillis(millis);
    }

    @Test
    void stagesStandBelowEachOtherOnOneScale() {
        Timeline timeline = new Timeline(
                ACCEPTED,
                List.of(
                        stage(List.of("a", "b"), 0, 0, 10, 20, ""),
                        stage(List.of("c"), 2, 20, 20, 40, "EXECUTION_ERROR")));

        assertThat(new Waterfall(timeline).text().lines())
                .containsExactly(
                        "a > b  ..........==========                       at 0.0 ms, waited 10.0 ms, ran 10.0 ms",
                        "c[2]                       ====================   at 20.0 ms, waited 0.0 ms, ran 20.0 ms,"
                                + " EXECUTION_ERROR");
    }

    @Test
    void clocksMayDisagreeAndNothingMayHaveTakenTime() {
        Timeline timeline = new Timeline(ACCEPTED, List.of(stage(List.of("a"), 0, -5, -5, -5, "")));

        assertThat(new Waterfall(timeline).text()).startsWith("a  =").contains("at -5.0 ms");
        assertThat(new Waterfall(new Timeline(ACCEPTED, List.of())).text()).isEmpty();
    }

    @Test
    void asJsonItIsThatOfAnAnswer() {
        Timeline timeline = new Timeline(ACCEPTED, List.of(stage(List.of("a"), 0, 1, 2, 3, "")));

        assertThat(Waterfall.toJson(timeline).toString())
                .isEqualTo("{\"acceptedMicros\":1767225600000000,\"stages\":[{\"nodes\":[\"a\"],\"part\":0,"
                        + "\"queuedMicros\":1767225600001000,\"startedMicros\":1767225600002000,"
                        + "\"endedMicros\":1767225600003000}]}");
    }
}
