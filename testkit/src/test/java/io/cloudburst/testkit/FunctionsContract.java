package io.cloudburst.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.RegisteredFunction;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.Ref;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

abstract class FunctionsContract extends Contract {
    record Person(String name, int age) {}

    private final Cloudburst cloudburst = client();

    FunctionsContract(CloudburstExtension extension) {
        super(extension);
    }

    @Test
    void functionsTakeZeroToFourArguments() {
        var none = cloudburst.register("fn_none", (FunctionContext context) -> "none");
        var one = cloudburst.register("fn_one", (FunctionContext context, Integer a) -> a * a);
        var two = cloudburst.register("fn_two", (FunctionContext context, Integer a, Long b) -> a + b);
        var three =
                cloudburst.register("fn_three", (FunctionContext context, String a, Double b, Boolean c) -> a + b + c);
        var four = cloudburst.register(
                "fn_four",
                (FunctionContext context, int[] a, List<String> b, Person c, byte[] d) ->
                        a[0] + b.get(0) + c.age() + d[0]);

        assertThat(none.call().get()).isEqualTo("none");
        assertThat(one.call(2).get()).isEqualTo(4);
        assertThat(two.call(1, 2L).get()).isEqualTo(3L);
        assertThat(three.call("a", 1.5, true).get()).isEqualTo("a1.5true");
        assertThat(four.call(new int[] {1}, List.of("x"), new Person("Ada", 36), new byte[] {7})
                        .get())
                .isEqualTo("1x367");
    }

    @Test
    void resultsMayBeNullListsAndRecords() {
        var nothing = cloudburst.register("res_null", (FunctionContext context) -> (String) null);
        var list = cloudburst.register("res_list", (FunctionContext context, Integer n) -> IntStream.range(0, n)
                .boxed()
                .toList());
        var record = cloudburst.register(
                "res_record", (FunctionContext context, Person p) -> new Person(p.name(), p.age() + 1));

        assertThat(nothing.call().get()).isNull();
        assertThat(list.call(3).get()).isEqualTo(List.of(0, 1, 2));
        assertThat(list.call(0).get()).isEmpty();
        assertThat(record.call(new Person("Ada", 36)).get()).isEqualTo(new Person("Ada", 37));
        assertThat(cloudburst
                        .function("res_record")
                        .call(Map.of("name", "Bob", "age", 1))
                        .get())
                .isEqualTo(Map.of("name", "Bob", "age", 2));
    }

    @Test
    void anotherClientFindsAndCallsIt() {
        cloudburst.register("shared_triple", (FunctionContext context, Integer x) -> 3 * x);

        try (Cloudburst other = connect()) {
            assertThat(other.list("shared_")).containsExactly("shared_triple");
            assertThat(other.function("shared_triple").call(2).get()).isEqualTo(6);
            assertThat(other.function("shared_triple", Long.class).call(2).get())
                    .isEqualTo(6L);
        }
    }

    @Test
    void registeringAgainReplaces() {
        RegisteredFunction.Of0<String> first = cloudburst.register("replaced", (FunctionContext context) -> "old");
        assertThat(first.call().get()).isEqualTo("old");

        RegisteredFunction.Of0<String> second = cloudburst.register("replaced", (FunctionContext context) -> "new");

        assertThat(second.function().version()).isGreaterThan(first.function().version());
        assertThat(second.call().get()).isEqualTo("new");
        assertThat(first.call().get()).isEqualTo("new");
    }

    @Test
    void aDeletedFunctionIsGone() {
        var deleted = cloudburst.register("deleted", (FunctionContext context) -> 1);
        cloudburst.deleteFunction("deleted");

        failureOf(() -> deleted.call().get(), ErrorCode.FUNCTION_NOT_FOUND);
        failureOf(() -> cloudburst.deleteFunction("deleted"), ErrorCode.FUNCTION_NOT_FOUND);
        assertThat(cloudburst.list("deleted")).isEmpty();
    }

    @Test
    void functionsReadAndWriteTheStore() {
        var remember = cloudburst.register("remember", (FunctionContext context, String key, Integer value) -> {
            context.put(key, value);
            return context.get(key, Integer.class).orElseThrow();
        });
        var recall =
                cloudburst.register("recall", (FunctionContext context, String key) -> context.get(key, Integer.class)
                        .orElse(null));

        assertThat(remember.call("memory", 42).get()).isEqualTo(42);
        assertThat(recall.call("memory").get()).isEqualTo(42);
        assertThat(recall.call("no such memory").get()).isNull();
        assertThat(cloudburst.get("memory", Integer.class)).contains(42);
    }

    @Test
    void aReferenceIsTheObjectAsLastPut() {
        var sum = cloudburst.register("sum_ref", (FunctionContext context, int[] numbers) -> IntStream.of(numbers)
                .sum());
        for (int i = 0; i < 20; i++) {
            cloudburst.put("numbers", new int[] {i, 1});
            assertThat(sum.function().call(Ref.to("numbers")).get()).isEqualTo(i + 1);
        }
    }

    @Test
    void aResultCanBeAskedForByItsIdFromAnyClient() {
        var square = cloudburst.register("by_id", (FunctionContext context, Integer x) -> x * x);
        CloudFuture<Integer> future = square.call(12);
        assertThat(future.get()).isEqualTo(144);

        assertThat(cloudburst.future(future.callId()).get()).isEqualTo(144);
        try (Cloudburst other = connect()) {
            assertThat(other.future(future.callId(), Long.class).get()).isEqualTo(144L);
        }
    }

    @Test
    void aFutureIsACompletionStage() {
        var square = cloudburst.register("staged", (FunctionContext context, Integer x) -> x * x);

        assertThat(square.call(2)
                        .thenCompose(square::call)
                        .thenApply(x -> x + 1)
                        .join())
                .isEqualTo(17);
    }

    @Test
    void waitingOnTheReplyThreadIsRefusedNotEndless() {
        var square = cloudburst.register("on_reply_thread", (FunctionContext context, Integer x) -> {
            while (context.get("on_reply_thread", Boolean.class).isEmpty()) {
                Thread.sleep(5);
            }
            return x * x;
        });

        var chained = square.call(2).thenApply(x -> square.call(x).get());
        // Only now: what is chained to a future that is done runs at once, on this thread.
        cloudburst.put("on_reply_thread", true);

        assertThat(chained)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withMessageContaining("thenCompose");
    }

    @Test
    void manyThreadsShareAClient() throws InterruptedException {
        var square = cloudburst.register("threads", (FunctionContext context, Integer x) -> x * x);
        List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = IntStream.range(0, 8)
                .mapToObj(t -> new Thread(() -> {
                    List<CloudFuture<Integer>> futures =
                            IntStream.range(0, 250).mapToObj(square::call).toList();
                    for (int i = 0; i < futures.size(); i++) {
                        if (futures.get(i).get() != i * i) {
                            failures.add(new AssertionError("wrong answer to " + i));
                        }
                    }
                }))
                .toList();
        threads.forEach(thread -> thread.setUncaughtExceptionHandler((t, e) -> failures.add(e)));
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void whatIsInFlightEndsWithItsClient() {
        var forever = cloudburst.register("slow_client", (FunctionContext context) -> {
            Thread.sleep(3_000);
            return 1;
        });
        CloudFuture<Object> future;
        try (Cloudburst other = connect()) {
            future = other.function("slow_client").call();
        }
        failureOf(future::get, ErrorCode.CANCELLED);
        assertThat(forever.call().get()).as("the job goes on").isEqualTo(1);
    }

    @Test
    void aCallEndsAtItsTimeout() {
        var sleepy = cloudburst.register("sleepy", (FunctionContext context) -> {
            Thread.sleep(60_000);
            return 1;
        });

        CloudburstException failure = failureOf(
                () -> sleepy.function()
                        .withTimeout(Duration.ofMillis(300))
                        .call()
                        .get(),
                ErrorCode.TIMEOUT);

        assertThat(failure).hasMessageContaining("'sleepy'");
    }
}
