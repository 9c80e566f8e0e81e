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

    private static final Growth FLAT = new Growth("store", "threads", 20, 21, 21, new Growth.Bound(1.05, 1.25, 10));
    private static final Growth GROWN =
            new Growth("task manager", "live heap, MB", 100, 150.04, 200, new Growth.Bound(1.1, 1.5, 10));

    private static String printGrowth(boolean json) {
        StringWriter out = new StringWriter();
        new Report(new PrintWriter(out), json).printGrowth("soak", List.of(FLAT, GROWN));
        return out.toString();
    }

    @Test
    void whatALongRunLeavesBehindIsShownAtItsStartItsMiddleAndItsEnd() {
        assertThat(printGrowth(false).lines())
                .containsExactly(
                        "",
                        "                                start    middle       end  end/middle  end/start  flat is",
                        "store, threads                     20        21        21        1.00       1.05  "
                                + "≤ 1.05 and 1.25, or 10 more",
                        "task manager, live heap, MB       100       150       200        1.33       2.00  "
                                + "≤ 1.10 and 1.50, or 10 more  GROWS");
        assertThat(printGrowth(true).lines().skip(1))
                .containsExactly("{\"bench\":\"soak\",\"process\":\"task manager\",\"case\":\"live heap, MB\","
                        + "\"start\":100.0,\"middle\":150.04,\"end\":200.0,\"mostToMiddle\":1.1,\"mostToStart\":1.5,"
                        + "\"mostMore\":10.0,\"flat\":false}");
    }

    @Test
    void flatIsWhatHasGrownByLittleInRatioOrInSize() {
        assertThat(GROWN.isFlat()).isFalse();
        assertThat(FLAT.isFlat()).isTrue();
        Growth.Bound bound = new Growth.Bound(1.1, 1.5, 10);
        assertThat(new Growth("p", "a little more of little", 1, 2, 11, bound).isFlat())
                .isTrue();
        assertThat(new Growth("p", "more than in the middle", 100, 100, 111, bound).isFlat())
                .isFalse();
        assertThat(new Growth("p", "more than at the start", 100, 150, 151, bound).isFlat())
                .isFalse();
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
