package io.cloudburst.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkQueueTest {
    private static final int THREADS = 8;

    @Test
    void workThatWaitsForOtherWorkIsRunBesideIt() throws Exception {
        try (FunctionThreads threads = new FunctionThreads(THREADS, 1_000)) {
            for (int round = 0; round < 2_000; round++) {
                CyclicBarrier together = new CyclicBarrier(THREADS);
                CountDownLatch done = new CountDownLatch(THREADS);
                for (int i = 0; i < THREADS; i++) {
                    threads.execute(() -> {
                        await(together);
                        done.countDown();
                    });
                }
                assertThat(done.await(20, TimeUnit.SECONDS))
                        .as("round %d", round)
                        .isTrue();
            }
        }
    }

    @Test
    void allThatIsTakenIsRunWhileTheNumberOfThreadsChanges() throws Exception {
        int producers = 4;
        int each = 20_000;
        AtomicInteger run = new AtomicInteger();
        try (FunctionThreads threads = new FunctionThreads(THREADS, producers * each)) {
            CountDownLatch done = new CountDownLatch(producers * each);
            List<Thread> all = new ArrayList<>();
            for (int p = 0; p < producers; p++) {
                SplittableRandom random = new SplittableRandom(p);
                Thread producer = new Thread(() -> {
                    for (int i = 0; i < each; i++) {
                        long pause = random.nextInt(200) == 0 ? 200_000 : 0;
                        threads.execute(() -> {
                            if (pause > 0) {
                                LockSupport.parkNanos(pause);
                            }
                            run.incrementAndGet();
                            done.countDown();
                        });
                        if (random.nextInt(2_000) == 0) {
                            threads.setExtra(random.nextInt(4));
                        }
                    }
                });
                producer.start();
                all.add(producer);
            }
            for (Thread producer : all) {
                producer.join();
            }
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(run).hasValue(producers * each);
    }

    @Test
    void whatDoesNotFitIsRefused() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch running = new CountDownLatch(1);
        AtomicInteger run = new AtomicInteger();
        try (FunctionThreads threads = new FunctionThreads(1, 2)) {
            threads.execute(() -> {
                running.countDown();
                awaitUninterrupted(release);
                run.incrementAndGet();
            });
            assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
            CountDownLatch done = new CountDownLatch(2);
            for (int i = 0; i < 2; i++) {
                threads.execute(() -> {
                    run.incrementAndGet();
                    done.countDown();
                });
            }
            assertThat(threads.waiting()).isEqualTo(2);
            assertThatThrownBy(() -> threads.execute(run::incrementAndGet))
                    .isInstanceOf(RejectedExecutionException.class);
            release.countDown();
            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(run).hasValue(3);
    }

    @Test
    void whatWaitsIsForgottenAtTheEnd() throws Exception {
        WorkQueue queue = new WorkQueue(10);
        assertThat(queue.offer(() -> {})).isTrue();
        assertThat(queue.offer(() -> {})).isTrue();
        List<Runnable> rest = new ArrayList<>();
        assertThat(queue.drainTo(rest)).isEqualTo(2);
        assertThat(rest).hasSize(2);
        assertThat(queue.poll(1, TimeUnit.MILLISECONDS)).isNull();
        assertThat(queue.remainingCapacity()).isEqualTo(10);
    }

    @Test
    void anInterruptedThreadLeavesItsWorkToAnother() throws Exception {
        for (int round = 0; round < 500; round++) {
            WorkQueue queue = new WorkQueue(10);
            AtomicInteger taken = new AtomicInteger();
            List<Thread> takers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Thread taker = new Thread(() -> {
                    try {
                        queue.take().run();
                    } catch (InterruptedException e) {
                        taken.addAndGet(100);
                    }
                });
                taker.start();
                takers.add(taker);
            }
            Thread offering = new Thread(() -> queue.offer(taken::incrementAndGet));
            offering.start();
            takers.get(round % 2).interrupt();
            offering.join();
            takers.get(round % 2).join();
            if (taken.get() == 100) {
                takers.get(1 - round % 2).join(20_000);
            }
            assertThat(taken.get() % 100).as("round %d", round).isEqualTo(1);
            takers.forEach(Thread::interrupt);
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
