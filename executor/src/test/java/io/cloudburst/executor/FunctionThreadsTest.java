package io.cloudburst.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FunctionThreadsTest {
    private final FunctionThreads threads = new FunctionThreads(1, 10);

    @AfterEach
    void close() {
        threads.close();
    }

    /** The one that runs work that is given now. */
    private Thread thread() {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        threads.execute(() -> thread.complete(Thread.currentThread()));
        return thread.join();
    }

    @Test
    void aThreadRunsOneWorkAfterTheOther() {
        assertThat(thread()).isSameAs(thread());
    }

    @Test
    void renewedThreadsEndAfterTheirNextWorkAndOthersTakeTheirPlace() {
        Thread before = thread();

        threads.renew();

        // It may still be about to end the work before, and then ends with that.
        thread();
        await().until(() -> !before.isAlive());
        Thread after = thread();
        assertThat(after).isNotSameAs(before);
        assertThat(thread()).isSameAs(after);
        assertThat(FunctionThreads.isOne(after)).isTrue();
    }

    @Test
    void workThatThrowsCostsItsThreadAndNoOtherWork() {
        threads.execute(() -> {
            throw new IllegalStateException("as it should");
        });
        assertThat(thread().isDaemon()).isTrue();
    }
}
