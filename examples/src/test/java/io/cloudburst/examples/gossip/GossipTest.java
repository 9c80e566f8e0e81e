package io.cloudburst.examples.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cloudburst.testkit.CloudburstExtension;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class GossipTest {
    @RegisterExtension
    static final CloudburstExtension CLOUDBURST = CloudburstExtension.inMemory();

    private static final List<Double> TEN = DoubleStream.iterate(0, value -> value < 10, value -> value + 1)
            .boxed()
            .toList();

    private final Gossip gossip = Gossip.on(CLOUDBURST.client());

    @Test
    void tenMembersKnowTheAverageAfterFiveRounds() {
        List<Double> estimates = gossip.estimates(TEN, 5);

        assertThat(estimates).hasSize(10).allSatisfy(estimate -> assertThat(estimate)
                .isCloseTo(4.5, within(0.5)));
        assertThat(sum(estimates)).as("nothing is lost or made").isCloseTo(45, within(1e-9));
    }

    @Test
    void everyRoundBringsThemCloser() {
        double before = 9;
        for (int rounds = 1; rounds <= 5; rounds++) {
            List<Double> estimates = gossip.estimates(TEN, rounds);
            double apart = estimates.stream()
                            .mapToDouble(Double::doubleValue)
                            .max()
                            .orElseThrow()
                    - estimates.stream().mapToDouble(Double::doubleValue).min().orElseThrow();

            assertThat(apart).isLessThan(before);
            before = apart;
        }
    }

    @Test
    void withoutRoundsEverybodyHasTheirOwn() {
        assertThat(gossip.estimates(TEN, 0)).isEqualTo(TEN);
    }

    @Test
    void fewMembersDoToo() {
        assertThat(gossip.estimates(List.of(7.0), 3)).containsExactly(7.0);
        assertThat(gossip.estimates(List.of(1.0, 3.0), 1)).containsExactly(2.0, 2.0);
        assertThat(sum(gossip.estimates(List.of(1.0, 2.0, 6.0), 4))).isCloseTo(9, within(1e-9));
    }

    private static double sum(List<Double> estimates) {
        return estimates.stream().mapToDouble(Double::doubleValue).sum();
    }
}
