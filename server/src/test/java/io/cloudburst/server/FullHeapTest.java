package io.cloudburst.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FullHeapTest {
    private final AtomicInteger ends = new AtomicInteger();
    private final FullHeap heap = new FullHeap(ends::incrementAndGet);
    private int collections;

    /** A look after one more collection. */
    private void see(double used) {
        heap.see(new FullHeap.Sight(++collections, used));
    }

    @Test
    void aHeapThatStaysFullEndsTheProcess() {
        for (int i = 0; i < 9; i++) {
            see(0.99);
        }
        assertThat(ends).hasValue(0);

        see(0.99);

        assertThat(ends).hasValue(1);
    }

    @Test
    void aHeapThatIsEmptyAgainInBetweenIsUsedAndNotFull() {
        for (int i = 0; i < 30; i++) {
            see(i % 9 == 0 ? 0.5 : 0.99);
        }

        assertThat(ends).hasValue(0);
    }

    @Test
    void aFullHeapThatNobodyNeedsMoreOfGoesOn() {
        for (int i = 0; i < 9; i++) {
            see(0.99);
        }
        for (int i = 0; i < 30; i++) {
            heap.see(new FullHeap.Sight(collections, 0.99));
        }
        see(0.99);

        assertThat(ends).hasValue(0);
    }
}
