package io.cloudburst.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudburst.sdk.BatchFunction;
import io.cloudburst.sdk.BatchOptions;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.RetryPolicy;
import io.cloudburst.sdk.log.LoggedCall;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class BatchTest {
    private static final int BOUND = 16;

    /** What {@link #doubled} was given, and whose. */
    private static final Queue<List<Integer>> BATCHES = new ConcurrentLinkedQueue<>();

    private static final Queue<List<String>> CALL_IDS = new ConcurrentLinkedQueue<>();
    /** As log lines of it would have them. */
    private static final Queue<String> LOGGED_CALLS = new ConcurrentLinkedQueue<>();
    /** A batch of {@link #held} needs one to end. */
    private static volatile Semaphore mayEnd;

    private static volatile int interrupted;

    private final TestExecutor executor = new TestExecutor(new PoolSettings(4, 4 * BOUND, 0));

    @BeforeEach
    void reset() {
        BATCHES.clear();
        CALL_IDS.clear();
        LOGGED_CALLS.clear();
        mayEnd = new Semaphore(0);
        interrupted = 0;
    }

    @AfterEach
    void close() {
        executor.close();
    }

    private static Integer[] doubled(FunctionContext context, Integer[] numbers) {
        BATCHES.add(List.of(numbers));
        CALL_IDS.add(context.callIds());
        LOGGED_CALLS.add(MDC.get(LoggedCall.KEY));
        if (Arrays.asList(numbers).contains(13)) {
            throw new IllegalStateException("thirteen");
        }
        return Arrays.stream(numbers).map(n -> 2 * n).toArray(Integer[]::new);
    }

    private static Integer[] held(FunctionContext context, Integer[] numbers) {
        Integer[] results = doubled(context, numbers);
        try {
            mayEnd.acquire();
        } catch (InterruptedException e) {
            interrupted++;
        }
        return results;
    }

    private void register(BatchFunction.Of1<Integer, Integer> function, BatchOptions batch) {
        executor.register("f", function, FunctionOptions.NONE.withBatch(batch));
    }

    /** A batch that holds up the next. */
    private TestExecutor.TestCall hold() {
        TestExecutor.TestCall first = executor.call("f", 0);
        await().until(() -> BATCHES.size() == 1);
        return first;
    }

    private List<TestExecutor.TestCall> calls(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> executor.call("f", i)).toList();
    }

    private static void assertDoubled(int from, List<TestExecutor.TestCall> calls) {
        for (int i = 0; i < calls.size(); i++) {
            assertThat(calls.get(i).result()).isEqualTo(2 * (from + i));
        }
    }

    @Test
    void whatWaitsWhileABatchRunsIsTheNextOneAndEachCallerGetsItsResult() {
        register(BatchTest::held, BatchOptions.upTo(10));
        TestExecutor.TestCall first = hold();
        List<TestExecutor.TestCall> calls = calls(1, 9);

        mayEnd.release(2);

        assertDoubled(0, List.of(first));
        assertDoubled(1, calls);
        assertThat(BATCHES).containsExactly(List.of(0), List.of(1, 2, 3, 4, 5, 6, 7, 8));
        assertThat(CALL_IDS)
                .containsExactly(
                        List.of(first.id), calls.stream().map(call -> call.id).toList());
    }

    @Test
    void whatItLogsHasTheIdsOfItsFirstCalls() {
        register(BatchTest::held, BatchOptions.upTo(10));
        TestExecutor.TestCall first = hold();
        List<TestExecutor.TestCall> calls = calls(1, 9);

        mayEnd.release(2);

        assertDoubled(1, calls);
        assertThat(LOGGED_CALLS)
                .containsExactly(
                        first.id,
                        calls.stream().limit(5).map(call -> call.id).collect(Collectors.joining(", ")) + ", …");
    }

    @Test
    void aBatchHasAtMostItsSize() {
        register(BatchTest::held, BatchOptions.upTo(3));
        hold();
        List<TestExecutor.TestCall> calls = calls(1, 9);

        mayEnd.release(4);

        assertDoubled(1, calls);
        assertThat(BATCHES).containsExactly(List.of(0), List.of(1, 2, 3), List.of(4, 5, 6), List.of(7, 8));
    }

    @Test
    void aBatchWaitsForMoreUntilItIsFullOrItsTimeIsOver() {
        register(BatchTest::doubled, BatchOptions.upTo(3).withMaxWait(Duration.ofMinutes(1)));
        assertDoubled(1, calls(1, 4));
        assertThat(BATCHES).containsExactly(List.of(1, 2, 3));

        register(BatchTest::doubled, BatchOptions.upTo(3).withMaxWait(Duration.ofMillis(20)));
        assertDoubled(7, calls(7, 8));
        assertThat(BATCHES).containsExactly(List.of(1, 2, 3), List.of(7));
    }

    @Test
    void aBatchThatThrowsFailsItsOwnCallsAndNoOthers() {
        executor.register(
                "f",
                (BatchFunction.Of1<Integer, Integer>) BatchTest::held,
                FunctionOptions.retrying(RetryPolicy.attempts(2)).withBatch(BatchOptions.upTo(2)));
        hold();
        List<TestExecutor.TestCall> good = calls(1, 3);
        List<TestExecutor.TestCall> bad = calls(13, 15);
        List<TestExecutor.TestCall> after = calls(3, 5);

        mayEnd.release(4);

        assertDoubled(1, good);
        assertDoubled(3, after);
        assertThat(bad).allSatisfy(call -> {
            assertThat(call.failure().code()).isEqualTo(ErrorCode.EXECUTION_ERROR);
            assertThat(call.failure().message()).contains("function 'f' threw", "thirteen");
            assertThat(call.failure().stackTrace()).contains("BatchTest");
            assertThat(call.failed().retryable()).isTrue();
        });
    }

    @Test
    void anotherNumberOfResultsIsAnError() {
        register((FunctionContext context, Integer[] numbers) -> new Integer[3], BatchOptions.upTo(2));
        assertThat(executor.call("f", 1).failure().message())
                .contains("function 'f' was given a batch of 1 calls and returned 3 results");

        register((FunctionContext context, Integer[] numbers) -> null, BatchOptions.upTo(2));
        assertThat(executor.call("f", 1).failure().message()).contains("returned null");
    }

    @Test
    void aCallWhoseArgumentsCannotBeDecodedFailsAlone() {
        register(BatchTest::held, BatchOptions.upTo(3));
        hold();
        TestExecutor.TestCall one = executor.call("f", 1);
        TestExecutor.TestCall wrong = executor.call("f", "two");
        TestExecutor.TestCall three = executor.call("f", 3);

        mayEnd.release(2);

        assertThat(wrong.failure().code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(wrong.failure().message()).contains("argument 1 of function 'f'", "two");
        assertThat(Stream.of(one, three).map(TestExecutor.TestCall::result)).containsExactly(2, 6);
        assertThat(BATCHES).containsExactly(List.of(0), List.of(1, 3));
    }

    /** Of a class that was not shipped whole. */
    record Broken(int n) {
        Broken {
            if (n == 2) {
                throw new NoClassDefFoundError("missing");
            }
        }
    }

    @Test
    void anArgumentWhoseClassIsBrokenFailsAloneToo() {
        executor.register(
                "f",
                (BatchFunction.Of1<Broken, Integer>) (FunctionContext context, Broken[] all) ->
                        Arrays.stream(all).map(Broken::n).toArray(Integer[]::new),
                FunctionOptions.NONE.withBatch(BatchOptions.upTo(3).withMaxWait(Duration.ofMinutes(1))));
        List<TestExecutor.TestCall> calls =
                Stream.of(1, 2, 3).map(n -> executor.call("f", Map.of("n", n))).toList();

        assertThat(calls.get(1).failed().failure().message()).contains("missing");
        assertThat(calls.get(0).result()).isEqualTo(1);
        assertThat(calls.get(2).result()).isEqualTo(3);
    }

    @Test
    void aResultThatCannotBeEncodedFailsItsOwnCall() {
        executor.register(
                "f",
                (BatchFunction.Of1<Integer, Object>) (FunctionContext context, Integer[] numbers) -> {
                    mayEnd.acquire();
                    return Arrays.stream(numbers)
                            .map(n -> n == 1 ? new byte[65 << 20] : n)
                            .toArray();
                },
                FunctionOptions.NONE.withBatch(BatchOptions.upTo(4).withMaxWait(Duration.ofMinutes(1))));
        List<TestExecutor.TestCall> calls = calls(0, 4);

        mayEnd.release();

        assertThat(calls.get(1).failure().code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
        assertThat(Stream.of(0, 2, 3).map(i -> calls.get(i).result())).containsExactly(0, 2, 3);
    }

    @Test
    void whatEndsWhileItWaitsIsNotInTheBatch() {
        register(BatchTest::held, BatchOptions.upTo(10));
        hold();
        List<TestExecutor.TestCall> calls = calls(1, 4);
        TestExecutor.TestCall late = executor.call(Duration.ofMillis(1), "f", 4);
        calls.get(1).cancel();

        assertThat(late.failure().code()).isEqualTo(ErrorCode.TIMEOUT);
        assertThat(late.failure().message()).contains("before function 'f' could run");
        assertThat(calls.get(1).failure().code()).isEqualTo(ErrorCode.CANCELLED);
        mayEnd.release(2);

        assertThat(calls.get(0).result()).isEqualTo(2);
        assertThat(calls.get(2).result()).isEqualTo(6);
        assertThat(BATCHES).containsExactly(List.of(0), List.of(1, 3));
    }

    @Test
    void aBatchIsInterruptedOnceAllItsCallsHaveEnded() {
        register(BatchTest::held, BatchOptions.upTo(2).withMaxWait(Duration.ofMinutes(1)));
        List<TestExecutor.TestCall> calls = calls(1, 3);
        await().until(() -> BATCHES.size() == 1);

        calls.get(0).cancel();
        assertThat(calls.get(0).failure().code()).isEqualTo(ErrorCode.CANCELLED);
        List<TestExecutor.TestCall> next = calls(3, 5);
        assertThat(interrupted).isZero();
        assertThat(BATCHES).as("the first still runs").hasSize(1);
        calls.get(1).cancel();

        await().until(() -> interrupted == 1);
        mayEnd.release();
        assertDoubled(3, next);
    }

    @Test
    void eachElementOfAListIsACallAndListsShareBatches() {
        register(BatchTest::held, BatchOptions.upTo(4));
        hold();
        TestExecutor.TestCall list = executor.each("f", List.of(1, 2, 3, 4, 5, 6));
        TestExecutor.TestCall alone = executor.call("f", 7);
        TestExecutor.TestCall other = executor.each("f", List.of(8, 9));

        mayEnd.release(4);

        assertThat(list.result()).isEqualTo(List.of(2, 4, 6, 8, 10, 12));
        assertThat(alone.result()).isEqualTo(14);
        assertThat(other.result()).isEqualTo(List.of(16, 18));
        assertThat(BATCHES).containsExactly(List.of(0), List.of(1, 2, 3, 4), List.of(5, 6, 7, 8), List.of(9));
    }

    @Test
    void oneBadElementFailsItsListAndNothingElse() {
        register(BatchTest::held, BatchOptions.upTo(2));
        hold();
        TestExecutor.TestCall list = executor.each("f", List.of(1, 2, 13, 4, 5, 6));
        TestExecutor.TestCall other = executor.call("f", 7);

        mayEnd.release(5);

        assertThat(list.failure().message()).contains("thirteen");
        assertThat(other.result()).isEqualTo(14);
        assertThat(BATCHES).as("what is left of the list is not run").noneMatch(batch -> batch.contains(6));
    }

    @Test
    void moreBatchesRunAtOnceWhereThatIsAskedFor() {
        executor.register(
                "f",
                (BatchFunction.Of1<Integer, Integer>) BatchTest::held,
                FunctionOptions.NONE.withMaxConcurrent(2).withBatch(BatchOptions.upTo(2)));
        TestExecutor.TestCall list = executor.each("f", List.of(1, 2, 3, 4, 5));

        await().until(() -> BATCHES.size() == 2);
        mayEnd.release(3);

        assertThat(list.result()).isEqualTo(List.of(2, 4, 6, 8, 10));
    }

    @Test
    void nothingIsDoneBeforeTheBatchesWritesAreAcknowledged() {
        executor.register(
                "f",
                (BatchFunction.Of2<Integer, String, Integer>)
                        (FunctionContext context, Integer[] numbers, String[] keys) -> {
                            context.counter(keys[0]).add(1);
                            return numbers;
                        },
                FunctionOptions.NONE.withBatch(BatchOptions.upTo(2).withMaxWait(Duration.ofMinutes(1))));
        TestExecutor.TestCall one = executor.call("f", 1, "hits");
        TestExecutor.TestCall two = executor.call("f", 2, "hits");

        await().until(() -> executor.log.held() == 1);
        assertThat(one.isDone() || two.isDone()).isFalse();
        executor.log.acknowledge();

        for (TestExecutor.TestCall call : List.of(one, two)) {
            StageOutcome.Done done = (StageOutcome.Done) call.outcome.join();
            assertThat(done.written().offsetOf(0)).isEqualTo(7);
        }
    }

    @Test
    void theArgumentsOfAnOldVersionAreNotGivenToANewOne() {
        register(BatchTest::held, BatchOptions.upTo(10));
        hold();
        List<TestExecutor.TestCall> old = calls(1, 3);
        executor.register(
                "f",
                (BatchFunction.Of1<Integer, Integer>) (FunctionContext context, Integer[] numbers) -> numbers,
                FunctionOptions.NONE.withBatch(BatchOptions.upTo(10)));
        List<TestExecutor.TestCall> fresh = calls(3, 5);

        mayEnd.release(2);

        assertDoubled(1, old);
        assertThat(fresh.stream().map(TestExecutor.TestCall::result)).containsExactly(3, 4);
    }

    @Test
    void pastTheBoundOfItsQueueAFunctionIsOverloaded() {
        register(BatchTest::held, BatchOptions.upTo(BOUND));
        hold();
        List<TestExecutor.TestCall> waiting = calls(20, 20 + BOUND);
        TestExecutor.TestCall refused = executor.call("f", 1);

        assertThat(refused.failure().code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(refused.failure().message()).contains("16 calls of function 'f' wait");
        waiting.get(0).cancel();
        TestExecutor.TestCall accepted = executor.call("f", 1);
        mayEnd.release(2);
        assertThat(accepted.result()).isEqualTo(2);
    }
}
