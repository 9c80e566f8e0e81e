package io.cloudburst.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.bench.Measure.Target;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Measure BY_RATIO = new Measure(
            "kvs", "merges", 123_456.7, "merges/s", 200_000, new Spread(0.5, 0.617, 0.75), Target.atLeast(0.7));
    private static final Measure BY_VALUE = new Measure(
            "kvs",
            "catching up",
            234_567,
            "updates/s",
            1e6,
            new Spread(0.2, 0.2346, 0.3),
            Target.valueAtLeast(100_000));
    private static final Measure WITHOUT_TARGET =
            new Measure("kvs", "get, p99", 1.5, "ms", 1.25, new Spread(1, 1.2, 2), Target.NONE);

    private static String print(boolean json, Measure... measures) {
        StringWriter out = new StringWriter();
        new Report(new PrintWriter(out), json).print(List.of(measures));
        return out.toString();
    }

    @Test
    void peopleGetATableWithEachMeasureBesideItsLimitAndTarget() {
        assertThat(print(false, BY_RATIO, BY_VALUE, WITHOUT_TARGET).lines())
                .containsExactly(
                        "",
                        "                           measured        limit  ratio  from to      target",
                        "merges, merges/s            123,457      200,000   0.62  0.50 0.75    ≥ 0.7  MISSED",
                        "catching up, updates/s      234,567    1,000,000   0.23  0.20 0.30    ≥ 100,000 updates/s",
                        "get, p99, ms                  1.500        1.250   1.20  1.00 2.00");
    }

    @Test
    void programsGetAnObjectALine() {
        assertThat(print(true, BY_RATIO, WITHOUT_TARGET).lines())
                .containsExactly(
                        "{\"bench\":\"kvs\",\"case\":\"merges\",\"value\":123456.7,\"unit\":\"merges/s\",\"limit\":200000.0,"
                                + "\"ratio\":0.617,\"ratioFrom\":0.5,\"ratioTo\":0.75,\"target\":\"≥ 0.7\",\"met\":false}",
                        "{\"bench\":\"kvs\",\"case\":\"get, p99\",\"value\":1.5,\"unit\":\"ms\",\"limit\":1.25,"
                                + "\"ratio\":1.2,\"ratioFrom\":1.0,\"ratioTo\":2.0}");
    }

    @Test
    void aTargetIsHeldAgainstTheRatioOrTheValue() {
        assertThat(BY_RATIO.met()).isFalse();
        assertThat(BY_VALUE.met()).isTrue();
        assertThat(WITHOUT_TARGET.met()).isTrue();
        assertThat(new Measure("b", "c", 2, "ms", 1, new Spread(1.9, 2, 2.1), Target.atMost(2)).met())
                .isTrue();
        assertThat(new Measure("b", "c", 2.1, "ms", 1, new Spread(1.9, 2.1, 2.1), Target.atMost(2)).met())
                .isFalse();
    }
}
