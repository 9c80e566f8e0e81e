package io.cloudburst.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FaultScheduleTest {
    private static final List<List<String>> SERVERS =
            List.of(List.of("broker"), List.of("kvs-0", "kvs-1"), List.of("worker"));

    private static final List<String> LINKS = List.of("link-clients");

    @Test
    void aSeedDecidesAllOfIt() {
        assertThat(draw(3, 600)).isEqualTo(draw(3, 600)).isNotEqualTo(draw(4, 600));
    }

    @Test
    void aLongerRunBeginsAsAShorterOne() {
        List<Fault> shorter = draw(5, 120);
        assertThat(shorter).isNotEmpty();
        assertThat(draw(5, 600)).startsWith(shorter.toArray(Fault[]::new));
    }

    @Test
    void everyKindComesBeforeOneComesAgain() {
        // Two actions on three kinds of servers and on several, two on a link.
        Set<String> kinds =
                draw(6, 600).stream().limit(10).map(FaultScheduleTest::kind).collect(Collectors.toSet());
        assertThat(kinds).hasSize(10);
    }

    @Test
    void noFaultBeginsAtTheVeryEnd() {
        assertThat(draw(7, 60)).isNotEmpty().allSatisfy(fault -> assertThat(fault.at())
                .isLessThanOrEqualTo(Duration.ofSeconds(45)));
    }

    private static List<Fault> draw(long seed, int seconds) {
        return FaultSchedule.of(seed, Duration.ofSeconds(seconds), SERVERS, LINKS);
    }

    private static String kind(Fault fault) {
        Fault.OfServer first = fault.servers().get(0);
        return first.action() + " "
                + (fault.servers().size() > 1 ? "several" : first.server().replaceAll("-.*", ""));
    }
}
