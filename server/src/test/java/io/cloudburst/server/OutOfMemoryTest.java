package io.cloudburst.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class OutOfMemoryTest {
    private final List<String> ends = new CopyOnWriteArrayList<>();
    private final OutOfMemory memory = new OutOfMemory(ends::add);

    @Test
    void aHeapThatStaysFullEndsTheProcess() {
        for (int i = 0; i < 9; i++) {
            memory.see(0.99);
        }
        assertThat(ends).isEmpty();

        memory.see(0.99);

        assertThat(ends).singleElement().asString().contains("heap is full");
    }

    @Test
    void aHeapThatIsEmptyAgainInBetweenIsUsedAndNotFull() {
        for (int i = 0; i < 30; i++) {
            memory.see(i % 9 == 0 ? 0.5 : 0.99);
        }

        assertThat(ends).isEmpty();
    }

    @Test
    void aThreadWithAHandlerOfItsOwnIsHeardOfToo() throws InterruptedException {
        CountDownLatch followed = new CountDownLatch(1);
        List<Throwable> handled = new CopyOnWriteArrayList<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        followed.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    throw new OutOfMemoryError("Java heap space");
                },
                "kafka-sender");
        thread.setUncaughtExceptionHandler((died, failure) -> handled.add(failure));
        thread.start();

        memory.followThreads();
        memory.followThreads();
        followed.countDown();
        thread.join();

        assertThat(ends).singleElement().asString().contains("kafka-sender");
        assertThat(handled).hasSize(1);
    }

    @Test
    void aThreadThatDiesForWantOfMemoryEndsTheProcess() {
        Thread thread = new Thread("sender");

        memory.died(thread, new IllegalStateException("anything else"));
        assertThat(ends).isEmpty();

        memory.died(thread, new OutOfMemoryError("Java heap space"));

        assertThat(ends).singleElement().asString().contains("sender", "Java heap space");
    }
}
