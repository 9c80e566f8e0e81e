package io.cloudburst.stack;

import static io.cloudburst.stack.SharedStack.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.RegisteredFunction;
import io.cloudburst.sdk.BatchOptions;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.Ref;
import io.cloudburst.sdk.RetryPolicy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchingIT {
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final int SIZE = 32;

    private final Cloudburst cloudburst = SharedStack.client();
    /** A key of this test's own. */
    private final String key = "batching-" + NAMES.incrementAndGet();

    /** A result, and how many calls there were in its batch. */
    record Label(int doubled, int batch) {}

    record Image(String name, int[] pixels) {}

    @BeforeEach
    void register() {
        cloudburst.register("batching_incr", (FunctionContext context, Integer x) -> x + 1);
        cloudburst.register("batching_range", (FunctionContext context, Integer n) -> IntStream.range(0, n)
                .boxed()
                .toList());
        cloudburst.register("batching_sum", (FunctionContext context, List<?> numbers) -> numbers.stream()
                .mapToInt(n -> (Integer) n)
                .sum());
        cloudburst.registerBatched(
                "batching_double",
                (FunctionContext context, Integer[] numbers) ->
                        Arrays.stream(numbers).map(n -> 2 * n).toArray(Integer[]::new),
                BatchOptions.upTo(SIZE).withMaxWait(Duration.ofMillis(5)));
    }

    @Test
    void manyCallsAreGivenAtOnceAndEachGetsItsOwnResult() {
        RegisteredFunction<Label> label = cloudburst
                .registerBatched(
                        "batching_label",
                        (FunctionContext context, Integer[] numbers) -> Arrays.stream(numbers)
                                .map(n -> new Label(2 * n, numbers.length))
                                .toArray(Label[]::new),
                        BatchOptions.upTo(SIZE).withMaxWait(Duration.ofMillis(20)))
                .function();

        List<Label> labels = label.callAll(
                        IntStream.range(0, 2_000).mapToObj(List::of).toList())
                .join();

        assertThat(labels.stream().map(Label::doubled))
                .containsExactlyElementsOf(
                        IntStream.range(0, 2_000).map(i -> 2 * i).boxed().toList());
        assertThat(labels.stream().mapToInt(Label::batch).max()).hasValue(SIZE);
    }

    @Test
    void argumentsAreRecordsAndReferencesAndSeveral() {
        cloudburst.put(key, new Image("stored", new int[] {1, 2, 3}));
        var sums = cloudburst.registerBatched(
                "batching_images",
                (FunctionContext context, Image[] images, Integer[] offsets) -> {
                    String[] results = new String[images.length];
                    for (int i = 0; i < images.length; i++) {
                        results[i] = images[i].name() + "="
                                + (IntStream.of(images[i].pixels()).sum() + offsets[i]);
                    }
                    return results;
                },
                BatchOptions.upTo(SIZE).withMaxWait(Duration.ofMillis(50)));

        CloudFuture<String> given = sums.call(new Image("given", new int[] {4, 5}), 100);
        CloudFuture<String> stored = sums.function().call(Ref.to(key), 200);
        CloudFuture<String> missing = sums.function().call(Ref.to(key + "-missing"), 300);
        CloudFuture<String> wrong = sums.function().call("no image", 400);

        assertThat(given.get()).isEqualTo("given=109");
        assertThat(stored.get()).isEqualTo("stored=206");
        assertThat(failureOf(missing::get, ErrorCode.INVALID_ARGUMENT)).hasMessageContaining(key + "-missing");
        assertThat(failureOf(wrong::get, ErrorCode.INVALID_ARGUMENT)).hasMessageContaining("argument 1");
    }

    @Test
    void aBatchedFunctionIsAStageOfADag() {
        cloudburst.replaceDag(Dag.named("batching_chain")
                .node("first", "batching_incr")
                .node("batching_double")
                .node("last", "batching_incr")
                .edge("first", "batching_double")
                .edge("batching_double", "last")
                .build());

        List<CloudFuture<Object>> calls = IntStream.range(0, 200)
                .mapToObj(i -> cloudburst.callDag("batching_chain", Map.of("first", List.of(i))))
                .toList();

        for (int i = 0; i < calls.size(); i++) {
            assertThat(calls.get(i).get()).isEqualTo(2 * (i + 1) + 1);
        }
    }

    @Test
    void theElementsOfAListComeAsBatchesHereAndSpread() {
        cloudburst.replaceDag(Dag.named("batching_each")
                .node("batching_range")
                .node("here", "batching_double", Dag.each())
                .node("there", "batching_double", Dag.each(), Dag.spread())
                .node("batching_sum")
                .edge("batching_range", "here")
                .edge("here", "there")
                .edge("there", "batching_sum")
                .build());

        assertThat(cloudburst
                        .callDag("batching_each", Map.of("batching_range", List.of(1_000)))
                        .get())
                .isEqualTo(IntStream.range(0, 1_000).map(i -> 4 * i).sum());
    }

    @Test
    void aBatchThatFailsIsTriedAgainCallByCall() {
        RegisteredFunction<Long> flaky = cloudburst
                .registerBatched(
                        "batching_flaky",
                        (FunctionContext context, String[] counters) -> {
                            for (String counter : counters) {
                                context.counter(counter).add(1);
                            }
                            if (context.counter(counters[0]).value() < 2) {
                                throw new IllegalStateException("boom");
                            }
                            return Arrays.stream(counters)
                                    .map(counter -> context.counter(counter).value())
                                    .toArray(Long[]::new);
                        },
                        BatchOptions.upTo(4).withMaxWait(Duration.ofMillis(20)),
                        FunctionOptions.retrying(
                                RetryPolicy.attempts(10).withBackoff(Duration.ofMillis(10), 1, Duration.ofMillis(10))))
                .function();

        List<CloudFuture<Long>> calls =
                IntStream.range(0, 8).mapToObj(i -> flaky.call(key + "-" + i)).toList();

        assertThat(calls).allSatisfy(call -> assertThat(call.get()).isGreaterThanOrEqualTo(1));
    }

    @Test
    void itSaysWhatIsWrongWithABatchsResults() {
        var few = cloudburst.registerBatched(
                "batching_few", (FunctionContext context, Integer[] numbers) -> new Integer[0], BatchOptions.upTo(2));
        var thrown = cloudburst.registerBatched(
                "batching_thrown",
                (FunctionContext context, Integer[] numbers) -> {
                    if (numbers.length > 0) {
                        throw new IllegalStateException("boom");
                    }
                    return numbers;
                },
                BatchOptions.upTo(2));

        assertThat(failureOf(() -> few.call(1).get(), ErrorCode.EXECUTION_ERROR))
                .hasMessageContaining("given a batch of 1 calls and returned 0 results");
        assertThat(failureOf(() -> thrown.call(1).get(), ErrorCode.EXECUTION_ERROR)
                        .remoteStackTrace())
                .contains("boom", "BatchingIT");
        FunctionOptions batch = FunctionOptions.NONE.withBatch(BatchOptions.upTo(2));
        assertThat(failureOf(
                        () -> cloudburst.register("batching_single", (FunctionContext context, Integer x) -> x, batch),
                        ErrorCode.INVALID_ARGUMENT))
                .hasMessageContaining("registerBatched");
    }

    @Test
    void aBatchSeesWhatItsCallersWroteAndTheySeeWhatItWrote() {
        var append = cloudburst.registerBatched(
                "batching_append",
                (FunctionContext context, String[] keys) -> {
                    String[] read = new String[keys.length];
                    for (int i = 0; i < keys.length; i++) {
                        read[i] = context.get(keys[i], String.class).orElse("nothing");
                        context.put(keys[i], read[i] + "!");
                    }
                    return read;
                },
                BatchOptions.upTo(SIZE).withMaxWait(Duration.ofMillis(2)));
        try (Cloudburst other = SharedStack.connect()) {
            for (int i = 0; i < 50; i++) {
                String mine = key + "-mine-" + i;
                String theirs = key + "-theirs-" + i;
                cloudburst.put(mine, "m" + i);
                other.put(theirs, "t" + i);
                CloudFuture<String> one = append.call(mine);
                CloudFuture<Object> two = other.function("batching_append").call(theirs);

                assertThat(one.get()).isEqualTo("m" + i);
                assertThat(two.get()).isEqualTo("t" + i);
                assertThat(cloudburst.get(mine, String.class)).contains("m" + i + "!");
                assertThat(other.get(theirs, String.class)).contains("t" + i + "!");
            }
        }
    }

    @Test
    void aCallOfABatchHasItsOwnDeadlineAndIsCancelledAlone() {
        var slow = cloudburst.registerBatched(
                "batching_slow",
                (FunctionContext context, Integer[] numbers) -> {
                    Thread.sleep(2_000);
                    return numbers;
                },
                BatchOptions.upTo(3).withMaxWait(Duration.ofSeconds(10)));

        CloudFuture<Integer> late =
                slow.function().withTimeout(Duration.ofMillis(1_000)).call(1);
        CloudFuture<Integer> cancelled = slow.call(2);
        CloudFuture<Integer> good = slow.call(3);
        cancelled.cancel(true);

        failureOf(late::get, ErrorCode.TIMEOUT);
        failureOf(cancelled::get, ErrorCode.CANCELLED);
        assertThat(good.get()).isEqualTo(3);
    }
}
