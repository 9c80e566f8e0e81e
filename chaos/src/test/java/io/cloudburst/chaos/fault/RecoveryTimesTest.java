package io.cloudburst.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.chaos.fault.RecoveryTimes.OfFault;
import io.cloudburst.chaos.fault.RecoveryTimes.OfGroup;
import io.cloudburst.chaos.history.Event;
import io.cloudburst.chaos.history.Group;
import org.junit.jupiter.api.Test;

class RecoveryTimesTest {
    private final RecoveryTimes times = new RecoveryTimes();

    @Test
    void whatWasBegunBeforeAFaultDoesNotShowThatItIsOver() {
        invoked(0, 900, Group.CALL);
        injected(1_000, 1, "KILL", "taskmanager-0");
        answered(0, 1_010);
        invoked(1, 1_100, Group.CALL);
        invoked(2, 1_200, Group.WRITE);
        answered(2, 1_201);
        failed(1, 2_000);
        recovered(3_000, 1, "taskmanager-0");
        invoked(3, 3_100, Group.CALL);
        answered(3, 3_500);
        ended(4_000);

        OfFault fault = only();
        assertThat(fault.kind()).isEqualTo("KILL taskmanager");
        assertThat(fault.awayMillis()).isEqualTo(2_000);
        assertThat(fault.groups()).containsOnlyKeys(Group.CALL);
        assertThat(fault.groups().get(Group.CALL)).isEqualTo(new OfGroup(2_500, 2_490, 1, true));
    }

    @Test
    void severalAtOnceAreOneFault() {
        injected(1_000, 1, "PAUSE", "worker");
        injected(1_001, 1, "PAUSE", "gateway-1");
        recovered(2_000, 1, "worker");
        recovered(3_000, 1, "gateway-1");
        ended(5_000);

        OfFault fault = only();
        assertThat(fault.kind()).isEqualTo("PAUSE gateway+worker");
        assertThat(fault.awayMillis()).isEqualTo(2_000);
        assertThat(fault.groups()).containsOnlyKeys(Group.REMOTE_CALL, Group.HTTP_CALL);
        assertThat(fault.groups().get(Group.HTTP_CALL)).isEqualTo(new OfGroup(-1, 4_000, 0, true));
    }

    @Test
    void aGatewayIsNotAloneToBlameWhileTheBrokerIsAway() {
        injected(1_000, 1, "KILL", "gateway-0");
        injected(2_000, 2, "KILL", "broker");
        recovered(3_000, 1, "gateway-0");
        recovered(3_000, 2, "broker");
        ended(9_000);

        assertThat(times.faults().get(0).groups().get(Group.HTTP_CALL).alone()).isFalse();
    }

    @Test
    void aFaultIsLookedAtUntilItsProcessIsBackAlthoughAnotherBegins() {
        injected(1_000, 1, "KILL", "jobmanager");
        injected(2_000, 2, "KILL", "worker");
        recovered(3_000, 2, "worker");
        invoked(0, 4_000, Group.CALL);
        answered(0, 9_000);
        recovered(9_500, 1, "jobmanager");
        ended(10_000);

        assertThat(times.faults()).extracting(OfFault::number).containsExactly(1, 2);
        assertThat(times.faults().get(0).groups().get(Group.CALL)).isEqualTo(new OfGroup(8_000, 8_000, 0, true));
    }

    @Test
    void whatTwoFaultsHoldUpIsNeithersAlone() {
        injected(1_000, 1, "KILL", "jobmanager");
        injected(2_000, 2, "KILL", "broker");
        ended(3_000);

        assertThat(times.faults().get(0).groups().get(Group.CALL).alone()).isFalse();
        assertThat(times.faults().get(1).groups().get(Group.CALL).alone()).isFalse();
        assertThat(times.faults().get(1).groups().get(Group.WRITE).alone()).isTrue();
    }

    @Test
    void whatComesLongAfterItsProcessIsBackIsNotAFaults() {
        injected(1_000, 1, "PAUSE", "kvs-1");
        recovered(2_000, 1, "kvs-1");
        for (int i = 0; i < 10; i++) {
            invoked(i, 2_000 + 1_000 * i, Group.READ);
            answered(i, 2_001 + 1_000 * i);
        }
        invoked(10, 12_000, Group.READ);
        failed(10, 22_000);
        ended(30_000);

        assertThat(only().groups().get(Group.READ)).isEqualTo(new OfGroup(1_001, 1_001, 0, true));
    }

    private OfFault only() {
        assertThat(times.faults()).hasSize(1);
        return times.faults().get(0);
    }

    private void invoked(long id, long millis, Group group) {
        times.accept(new Event.Invoked(millis * 1_000, id, 0, "any", group, 1_000, null, null, null));
    }

    private void answered(long id, long millis) {
        times.accept(new Event.Answered(millis * 1_000, id, "ok"));
    }

    private void failed(long id, long millis) {
        times.accept(new Event.Failed(millis * 1_000, id, "TIMEOUT", ""));
    }

    private void injected(long millis, int fault, String action, String server) {
        times.accept(new Event.Injected(millis * 1_000, fault, action, server, 0));
    }

    private void recovered(long millis, int fault, String server) {
        times.accept(new Event.Recovered(millis * 1_000, fault, server));
    }

    private void ended(long millis) {
        times.accept(new Event.LoadEnded(millis * 1_000));
    }
}
