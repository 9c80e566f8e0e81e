package io.cloudburst.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.chaos.fault.RecoveryTimes.OfFault;
import io.cloudburst.chaos.fault.RecoveryTimes.OfGroup;
import io.cloudburst.chaos.history.Group;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AimTest {
    @Test
    void aJobManagersTimeBeginsWhenItIsStartedAgain() {
        Aim aim = Aim.of("KILL jobmanager", Group.CALL).orElseThrow();

        assertThat(aim.isReached(fault(4_000, 9_000), silentFor(13_900, 0))).isTrue();
        assertThat(aim.isReached(fault(0, 9_000), silentFor(13_900, 0))).isFalse();
    }

    @Test
    void aBrokersTimeBeginsWhenItIsBack() {
        Aim aim = Aim.of("KILL broker", Group.CALL).orElseThrow();

        assertThat(aim.isReached(fault(0, 6_000), silentFor(10_900, 0))).isTrue();
        assertThat(aim.isReached(fault(0, 6_000), silentFor(11_100, 0))).isFalse();
    }

    @Test
    void oneErrorOfAReadIsOneTooMany() {
        Aim aim = Aim.of("KILL kvs", Group.READ).orElseThrow();

        assertThat(aim.isReached(fault(0, 3_000), silentFor(500, 0))).isTrue();
        assertThat(aim.isReached(fault(0, 3_000), silentFor(500, 1))).isFalse();
    }

    @Test
    void whatDoesNotComeBackReachesNoAim() {
        Aim aim = Aim.of("KILL taskmanager", Group.CALL).orElseThrow();

        assertThat(aim.isReached(fault(0, 3_000), new OfGroup(-1, 100, 0, true)))
                .isFalse();
    }

    @Test
    void mostFaultsHaveNone() {
        assertThat(Aim.of("PAUSE broker", Group.CALL)).isEmpty();
    }

    private static OfFault fault(long lateMillis, long awayMillis) {
        return new OfFault(1, "", 0, lateMillis, awayMillis, Map.of());
    }

    private static OfGroup silentFor(long millis, int errors) {
        return new OfGroup(100, millis, errors, true);
    }
}
