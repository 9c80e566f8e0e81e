package io.cloudburst.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.bench.Measure.Target;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private static Rounds<Double> rounds(List<Double> system, List<Double> limit) throws Exception {
        Iterator<Double> systems = system.iterator();
        Iterator<Double> limits = limit.iterator();
        return Rounds.take(system.size(), systems::next, limits::next);
    }

    @Test
    void systemAndLimitTakeTurnsToBeFirst() throws Exception {
        List<String> turns = new ArrayList<>();
        Rounds.take(3, () -> turns.add("system"), () -> turns.add("limit"));

        assertThat(turns).containsExactly("limit", "system", "system", "limit", "limit", "system");
    }

    @Test
    void theFirstTurnsOfAWarmRunDoNotCount() throws Exception {
        Iterator<Double> systems = List.of(1000.0, 1.0, 2.0, 3.0, 4.0, 5.0).iterator();
        Measure measure =
                Rounds.takeWarm(systems::next, () -> 1.0).measure("b", "c", "u", Double::doubleValue, Target.NONE);

        assertThat(measure.ratios()).isEqualTo(new Spread(1, 3, 5));
    }

    @Test
    void aRatioIsThatOfOneRoundNotThatOfTheMedians() throws Exception {
        // Whatever happened to the machine in the second round hit both.
        Measure measure = rounds(List.of(8.0, 1.0, 9.0), List.of(10.0, 1.25, 10.0))
                .measure("b", "c", "u", Double::doubleValue, Target.NONE);

        assertThat(measure.value()).isEqualTo(8.0);
        assertThat(measure.limit()).isEqualTo(10.0);
        assertThat(measure.ratios()).isEqualTo(new Spread(0.8, 0.8, 0.9));
    }
}
