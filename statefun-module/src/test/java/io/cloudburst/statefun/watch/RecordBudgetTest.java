package io.cloudburst.statefun.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecordBudgetTest {
    private final AtomicLong nanos = new AtomicLong(-5);
    private final RecordBudget budget = new RecordBudget(10, nanos::get);

    @Test
    void asManyAsInASecondAreTakenAtOnceAndThenOneByOne() {
        assertThat(takenOf(100)).isEqualTo(10);
        nanos.addAndGet(99_000_000);
        assertThat(takenOf(1)).isZero();
        nanos.addAndGet(1_100_000);
        assertThat(takenOf(2)).isEqualTo(1);
    }

    @Test
    void whatIsNotUsedIsNotSavedForLonger() {
        nanos.addAndGet(3_600_000_000_000L);
        assertThat(takenOf(100)).isEqualTo(10);
    }

    private int takenOf(int wanted) {
        int taken = 0;
        for (int i = 0; i < wanted; i++) {
            taken += budget.take() ? 1 : 0;
        }
        return taken;
    }
}
