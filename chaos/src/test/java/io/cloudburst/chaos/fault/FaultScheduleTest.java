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

    private static final FaultSchedule.Places PLACES = new FaultSchedule.Places(
            SERVERS,
            List.of(List.of(List.of("broker"), List.of("kvs-0", "kvs-1"))),
            List.of(List.of("link-clients"), List.of("link-kvs-0", "link-kvs-1")));

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
        // Three actions on three kinds of servers, two of them on two together and on several, and three on two kinds
        // of links.
        Set<String> kinds =
                draw(6, 900).stream().limit(19).map(FaultScheduleTest::kind).collect(Collectors.toSet());
        assertThat(kinds).hasSize(19);
    }

    @Test
    void whatFailsTogetherIsOneOfEach() {
        assertThat(draw(8, 3_600))
                .filteredOn(fault -> fault.servers().size() == 2)
                .extracting(fault ->
                        fault.servers().stream().map(Fault.OfServer::server).toList())
                .contains(List.of("broker", "kvs-0"), List.of("broker", "kvs-1"));
    }

    @Test
    void whoComesLateIsAwayForTwentySeconds() {
        assertThat(draw(9, 900))
                .flatExtracting(Fault::servers)
                .filteredOn(of -> of.action() == Action.LATE)
                .isNotEmpty()
                .allSatisfy(of -> assertThat(of.away()).isGreaterThanOrEqualTo(Duration.ofSeconds(20)));
    }

    @Test
    void noFaultBeginsAtTheVeryEnd() {
        assertThat(draw(7, 60)).isNotEmpty().allSatisfy(fault -> assertThat(fault.at())
                .isLessThanOrEqualTo(Duration.ofSeconds(45)));
    }

    private static List<Fault> draw(long seed, int seconds) {
        return FaultSchedule.of(seed, Duration.ofSeconds(seconds), PLACES);
    }

    /** "several" are drawn of all, so they may be two as well. */
    private static String kind(Fault fault) {
        Fault.OfServer first = fault.servers().get(0);
        boolean together = fault.servers().size() == 2
                && first.server().equals("broker")
                && fault.servers().get(1).server().startsWith("kvs");
        String what = together ? "together" : fault.servers().size() > 1 ? "several" : first.server();
        return first.action() + " " + what.replaceAll("-\\d+$", "");
    }
}
