package io.cloudburst.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudburst.sdk.BatchFunction;
import io.cloudburst.sdk.BatchOptions;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.Function0;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.FunctionOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StuckThreadsTest {
    private static final int THREADS = 64;

    private static final AtomicInteger SPINNING = new AtomicInteger();
    private static volatile boolean spins;

    private final TestExecutor executor = new TestExecutor(new PoolSettings(THREADS, 1_000, THREADS));

    @BeforeEach
    void register() {
        SPINNING.set(0);
        spins = true;
        executor.register("spin", (Function0<Integer>) StuckThreadsTest::spin, FunctionOptions.NONE);
        executor.register("spin too", (Function0<Integer>) StuckThreadsTest::spin, FunctionOptions.NONE);
        executor.register("fine", (Function0<String>) StuckThreadsTest::fine, FunctionOptions.NONE);
    }

    @AfterEach
    void end() {
        spins = false;
        executor.close();
    }

    /** Heeds nothing but the flag. */
    private static Integer spin(FunctionContext context) {
        SPINNING.incrementAndGet();
        int turns = 0;
        while (spins) {
            turns++;
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                // That is what makes it stuck. The sleep leaves the processors to the test.
            }
        }
        return turns;
    }

    private static String fine(FunctionContext context) {
        return "fine";
    }

    /** Runs so many more, and ends their calls. */
    private void spin(String function, int count) {
        int before = SPINNING.get();
        List<TestExecutor.TestCall> calls =
                IntStream.range(0, count).mapToObj(i -> executor.call(function)).toList();
        await().atMost(Duration.ofSeconds(30)).until(() -> SPINNING.get() == before + count);
        calls.forEach(TestExecutor.TestCall::cancel);
        assertThat(calls).allMatch(TestExecutor.TestCall::isDone);
    }

    private void awaitStuck(int count) {
        await().atMost(Duration.ofSeconds(30)).until(() -> executor.executor.stuckThreads() == count);
    }

    @Test
    void functionsThatIgnoreTheirEndDoNotStopOthers() {
        spin("spin", THREADS);
        TestExecutor.TestCall waits = executor.call("fine");
        assertThat(waits.result()).as("as soon as threads are replaced").isEqualTo("fine");
        awaitStuck(THREADS);
        assertThat(executor.executor.threads()).isGreaterThan(THREADS);

        spins = false;

        awaitStuck(0);
        await().untilAsserted(() -> assertThat(executor.executor.threads()).isLessThanOrEqualTo(THREADS));
        assertThat(executor.call("fine").result()).isEqualTo("fine");
    }

    @Test
    void pastTheLimitTheExecutorRefusesAndNamesThemUntilTheyEnd() {
        spin("spin", THREADS / 2);
        awaitStuck(THREADS / 2);
        spin("spin too", THREADS / 2 + 1);
        awaitStuck(THREADS + 1);

        TestExecutor.TestCall refused = executor.call("fine");
        assertThat(refused.failure().code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(refused.failure().message()).contains("65 threads", "{spin=32, spin too=33}");

        spins = false;
        awaitStuck(0);
        assertThat(executor.call("fine").result()).isEqualTo("fine");
    }

    @Test
    void aFunctionWithTooManyOfThemIsRefusedAndOthersAreNot() {
        spin("spin", THREADS / 2 + 1);
        awaitStuck(THREADS / 2 + 1);

        TestExecutor.TestCall refused = executor.call("spin");
        assertThat(refused.failure().code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(refused.failure().message()).contains("33 threads", "'spin'", "may have 32");
        assertThat(executor.call("fine").result()).isEqualTo("fine");

        spins = false;
        awaitStuck(0);
        assertThat(executor.call("spin").result()).isInstanceOf(Number.class);
    }

    @Test
    void anInterruptThatIsHeededIsNothingToReport() {
        executor.register(
                "sleep",
                (Function0<Integer>) (FunctionContext context) -> {
                    Thread.sleep(60_000);
                    return 1;
                },
                FunctionOptions.NONE);
        // One is left for the one that spins.
        List<TestExecutor.TestCall> sleeping = IntStream.range(0, THREADS - 1)
                .mapToObj(i -> executor.call("sleep"))
                .toList();
        TestExecutor.TestCall spinning = executor.call("spin");
        await().atMost(Duration.ofSeconds(30)).until(() -> SPINNING.get() == 1);
        sleeping.forEach(TestExecutor.TestCall::cancel);
        spinning.cancel();
        assertThat(spinning.failure().code()).isEqualTo(ErrorCode.CANCELLED);

        // The one that spins was interrupted last, so when it is found the others would have been.
        awaitStuck(1);
        assertThat(executor.call("fine").result()).isEqualTo("fine");
    }

    @Test
    void aStuckBatchDoesNotHoldUpTheNext() {
        executor.register(
                "batch",
                (BatchFunction.Of1<Integer, Integer>) (FunctionContext context, Integer[] numbers) -> {
                    if (numbers[0] == 0) {
                        spin(context);
                    }
                    return numbers;
                },
                FunctionOptions.NONE.withBatch(BatchOptions.upTo(1)));

        TestExecutor.TestCall stuck = executor.call("batch", 0);
        // Only then can it get stuck; a busy machine may take longer than any time that a test would give it.
        await().atMost(Duration.ofSeconds(30)).until(() -> SPINNING.get() == 1);
        TestExecutor.TestCall next = executor.call("batch", 1);
        stuck.cancel();

        assertThat(stuck.failure().code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(next.result()).isEqualTo(1);
        assertThat(executor.executor.stuckThreads()).isEqualTo(1);
    }
}
