package io.cloudburst.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.Function1;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.FunctionOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LimitTest {
    private static final AtomicInteger RUNNING = new AtomicInteger();
    private static final AtomicInteger MOST = new AtomicInteger();
    private static final Queue<Integer> ORDER = new ConcurrentLinkedQueue<>();
    private static volatile Semaphore mayEnd;

    private TestExecutor executor = new TestExecutor(new PoolSettings(8, 4_000, 0));

    @BeforeEach
    void reset() {
        RUNNING.set(0);
        MOST.set(0);
        ORDER.clear();
        mayEnd = new Semaphore(0);
    }

    @AfterEach
    void close() {
        executor.close();
    }

    private static Integer held(FunctionContext context, Integer n) throws InterruptedException {
        MOST.accumulateAndGet(RUNNING.incrementAndGet(), Math::max);
        ORDER.add(n);
        try {
            mayEnd.acquire();
            return n;
        } finally {
            RUNNING.decrementAndGet();
        }
    }

    private static Integer plain(FunctionContext context, Integer n) {
        return n;
    }

    private TestExecutor limited(int limit) {
        return executor.register(
                        "limited",
                        (Function1<Integer, Integer>) LimitTest::held,
                        FunctionOptions.NONE.withMaxConcurrent(limit))
                .register("plain", (Function1<Integer, Integer>) LimitTest::plain, FunctionOptions.NONE);
    }

    private List<TestExecutor.TestCall> calls(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> executor.call("limited", i))
                .toList();
    }

    @Test
    void noMoreRunAtOnceThanMayAndOthersGoOn() {
        limited(3);
        List<TestExecutor.TestCall> calls = calls(100);
        await().until(() -> RUNNING.get() == 3);

        assertThat(executor.call("plain", 7).result())
                .as("there is a thread for others")
                .isEqualTo(7);
        mayEnd.release(100);

        assertThat(calls.stream().map(TestExecutor.TestCall::result).toList())
                .isEqualTo(IntStream.range(0, 100).boxed().toList());
        assertThat(MOST).hasValue(3);
    }

    @Test
    void firstComeFirstServed() {
        limited(1);
        List<TestExecutor.TestCall> calls = calls(50);
        mayEnd.release(50);

        calls.forEach(TestExecutor.TestCall::result);
        assertThat(ORDER)
                .containsExactlyElementsOf(IntStream.range(0, 50).boxed().toList());
    }

    @Test
    void aCallThatEndsWhileItWaitsIsNotRun() {
        limited(1);
        TestExecutor.TestCall first = executor.call("limited", 0);
        TestExecutor.TestCall late = executor.call(Duration.ofMillis(1), "limited", 1);
        TestExecutor.TestCall cancelled = executor.call("limited", 2);
        TestExecutor.TestCall last = executor.call("limited", 3);

        cancelled.cancel();
        assertThat(late.failure().code()).isEqualTo(ErrorCode.TIMEOUT);
        assertThat(cancelled.failure().code()).isEqualTo(ErrorCode.CANCELLED);
        mayEnd.release(2);

        assertThat(first.result()).isEqualTo(0);
        assertThat(last.result()).isEqualTo(3);
        assertThat(ORDER).containsExactly(0, 3);
    }

    @Test
    void aLimitIsOneOfTheFunctionWhateverItsVersion() {
        limited(2);
        List<TestExecutor.TestCall> calls = new ArrayList<>(calls(5));
        limited(2);
        calls.addAll(calls(5));
        mayEnd.release(10);

        calls.forEach(TestExecutor.TestCall::result);
        assertThat(MOST).hasValue(2);
    }

    @Test
    void pastTheBoundsEveryCallIsAnsweredAndNoMoreIsKept() {
        limited(2);
        executor.register("unlimited", (Function1<Integer, Integer>) LimitTest::held, FunctionOptions.NONE);
        List<TestExecutor.TestCall> limited = calls(50_000);
        List<TestExecutor.TestCall> unlimited = IntStream.range(0, 50_000)
                .mapToObj(i -> executor.call("unlimited", i))
                .toList();

        // Threads and what may wait for them; of the limited function a quarter of that. The rest has its answer
        // already.
        int kept = 8 + 4_000 + 1_000 + 2;
        assertThat(limited.stream().filter(call -> !call.isDone()).count()
                        + unlimited.stream().filter(call -> !call.isDone()).count())
                .isLessThanOrEqualTo(kept);
        mayEnd.release(100_000);

        Map<ErrorCode, Long> failures = IntStream.range(0, 50_000)
                .boxed()
                .flatMap(i -> java.util.stream.Stream.of(limited.get(i), unlimited.get(i)))
                .map(call -> call.outcome.join())
                .filter(StageOutcome.Failed.class::isInstance)
                .collect(Collectors.groupingBy(
                        failed -> ((StageOutcome.Failed) failed).failure().code(), Collectors.counting()));
        assertThat(failures).containsOnlyKeys(ErrorCode.OVERLOADED);
        assertThat(failures.get(ErrorCode.OVERLOADED)).isBetween(100_000L - kept, 99_999L);
    }

    @Test
    void aFullPoolDoesNotLoseWhatWaitsInAQueue() {
        executor.close();
        executor = new TestExecutor(new PoolSettings(1, 4, 0));
        limited(1);
        executor.register("unlimited", (Function1<Integer, Integer>) LimitTest::held, FunctionOptions.NONE);
        TestExecutor.TestCall first = executor.call("limited", 0);
        await().until(() -> RUNNING.get() == 1);
        TestExecutor.TestCall second = executor.call("limited", 1);
        List<TestExecutor.TestCall> filling = IntStream.range(0, 4)
                .mapToObj(i -> executor.call("unlimited", i))
                .toList();
        assertThat(executor.call("unlimited", 5).failure().code()).isEqualTo(ErrorCode.OVERLOADED);

        mayEnd.release(6);

        assertThat(first.result()).isEqualTo(0);
        assertThat(second.result()).isEqualTo(1);
        filling.forEach(TestExecutor.TestCall::result);
    }
}
