package io.cloudburst.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudburst.gateway.http.Principal;
import io.cloudburst.gateway.http.ProblemException;
import io.cloudburst.gateway.http.Role;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class InFlightTest {
    private final InFlight inFlight = new InFlight(new CallLimits(3, 2, Duration.ZERO, Duration.ZERO));
    private final Principal ann = new Principal("ann", Role.CALLER);
    private final Principal bob = new Principal("bob", Role.CALLER);

    @Test
    void nobodyHasMoreThanTheirShareAndAllNotMoreThanThereIs() {
        Runnable first = inFlight.enter(ann);
        inFlight.enter(ann);
        assertThatThrownBy(() -> inFlight.enter(ann))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("'ann'");
        inFlight.enter(bob);
        assertThatThrownBy(() -> inFlight.enter(bob))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("3 calls");
        first.run();
        first.run();
        assertThat(inFlight.count()).isEqualTo(2);
        inFlight.enter(bob);
        assertThatThrownBy(() -> inFlight.enter(ann))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("3 calls");
    }
}
