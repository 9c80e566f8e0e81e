package io.cloudburst.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.RegisteredFunction;
import io.cloudburst.sdk.CallOptions;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.RetryPolicy;
import io.cloudburst.sdk.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

abstract class CallOptionsContract extends Contract {
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final Cloudburst cloudburst = client();
    /** A key of this test's own. */
    private final String key = "options-" + NAMES.incrementAndGet();

    CallOptionsContract(CloudburstExtension extension) {
        super(extension);
    }

    private RegisteredFunction<Long> counting() {
        return cloudburst
                .register("options_count", (FunctionContext context, String counter) -> {
                    context.counter(counter).add(1);
                    return context.counter(counter).value();
                })
                .function();
    }

    @Test
    void callsWithOneIdempotencyKeyRunOnceAndAreAllAnswered() {
        RegisteredFunction<Long> once = counting().with(CallOptions.NONE.withIdempotencyKey(key));

        List<CloudFuture<Long>> calls =
                IntStream.range(0, 20).mapToObj(i -> once.call(key)).toList();

        assertThat(calls).allSatisfy(call -> assertThat(call.get()).isEqualTo(1));
        assertThat(once.call(key).get()).isEqualTo(1);
        assertThat(cloudburst.counter(key).value()).isEqualTo(1);
        assertThat(failureOf(() -> once.call("another argument").get(), ErrorCode.INVALID_ARGUMENT))
                .hasMessageContaining(key);
    }

    @Test
    void aFailureThatIsNotTheFunctionsOwnIsNotKept() {
        RegisteredFunction<Long> once = counting().with(CallOptions.NONE.withIdempotencyKey(key));

        failureOf(() -> once.call().get(), ErrorCode.INVALID_ARGUMENT);

        assertThat(once.call(key).get()).isEqualTo(1);
    }

    @Test
    void theResultGoesUnderAKeyAsWell() {
        RegisteredFunction<Object> count = cloudburst.function(counting().name());

        Object result = count.with(CallOptions.NONE.withOutputKey(key + "-out"))
                .call(key)
                .get();

        assertThat(result).isEqualTo(1L);
        assertThat(cloudburst.get(key + "-out", Long.class)).contains(1L);
    }

    @Test
    void aCallThatNobodyWaitsForRuns() {
        assertThat(counting().send(key).join()).isNotEmpty();

        await().untilAsserted(() -> assertThat(cloudburst.counter(key).value()).isEqualTo(1));
    }

    @Test
    void aDelayedCallBeginsWhenItsTimeHasCome() {
        Instant before = Instant.now();
        RegisteredFunction<Long> now = cloudburst
                .register("options_now", (FunctionContext context) -> System.currentTimeMillis())
                .function();

        Long ran = now.with(CallOptions.NONE.withDelay(Duration.ofMillis(700)))
                .call()
                .get();

        assertThat(Instant.ofEpochMilli(ran)).isAfterOrEqualTo(before.plusMillis(700));
    }

    @Test
    void aDelayedCallIsCancelledBeforeItBegins() {
        CloudFuture<Long> call = counting()
                .with(CallOptions.NONE.withDelay(Duration.ofMillis(500)).withTimeout(Duration.ofSeconds(5)))
                .call(key);
        call.cancel(true);

        Long later = counting()
                .with(CallOptions.NONE.withDelay(Duration.ofMillis(1_000)))
                .call(key)
                .get();
        assertThat(later).as("only the second one ran").isEqualTo(1);
    }

    @Test
    void cancellingInterruptsWhatRuns() {
        cloudburst.register("options_wait", (FunctionContext context, String flag) -> {
            context.put(flag, "began");
            return flag;
        });
        cloudburst.register("options_sleep", (FunctionContext context, String flag) -> {
            try {
                Thread.sleep(Duration.ofSeconds(15).toMillis());
            } catch (InterruptedException e) {
                context.put(flag, "interrupted");
            }
            return flag;
        });
        cloudburst.replaceDag(Dag.named("options_dag")
                .node("options_wait")
                .node("options_sleep", Dag.spread())
                .edge("options_wait", "options_sleep")
                .build());

        CloudFuture<Object> call = cloudburst.callDag("options_dag", Map.of("options_wait", List.of(key)));
        await().untilAsserted(
                        () -> assertThat(cloudburst.get(key, String.class)).contains("began"));
        call.cancel(true);

        await().untilAsserted(
                        () -> assertThat(cloudburst.get(key, String.class)).contains("interrupted"));
        failureOf(call::get, ErrorCode.CANCELLED);
        failureOf(() -> cloudburst.future(call.callId()).get(), ErrorCode.CANCELLED);
    }

    @Test
    void whatThrowsIsTriedAgainAsOftenAsItsPolicySays() {
        RetryPolicy thrice = RetryPolicy.attempts(3)
                .withBackoff(Duration.ofMillis(20), 2, Duration.ofMillis(100))
                .onlyOn(List.of(IllegalStateException.class));
        RegisteredFunction<Long> flaky = cloudburst
                .register(
                        "options_flaky",
                        (FunctionContext context, String counter, Integer goodFrom, Boolean covered) -> {
                            context.counter(counter).add(1);
                            long attempt = context.counter(counter).value();
                            if (attempt < goodFrom) {
                                throw covered
                                        ? new IllegalStateException("attempt " + attempt)
                                        : new IllegalArgumentException("attempt " + attempt);
                            }
                            return attempt;
                        },
                        FunctionOptions.retrying(thrice))
                .function();

        CloudFuture<Long> third = flaky.with(CallOptions.NONE.withTrace()).call(key, 3, true);
        assertThat(third.get()).isEqualTo(3);
        assertThat(third.timeline().orElseThrow().stages())
                .extracting(Timeline.Stage::error)
                .containsExactly("EXECUTION_ERROR", "EXECUTION_ERROR", "");
        assertThat(failureOf(() -> flaky.call(key + "b", 4, true).get(), ErrorCode.EXECUTION_ERROR))
                .hasMessageContaining("attempt 3");
        assertThat(failureOf(() -> flaky.call(key + "c", 2, false).get(), ErrorCode.EXECUTION_ERROR))
                .hasMessageContaining("attempt 1");
    }

    @Test
    void theResultGoesOnIntoADagAndAFunction() {
        cloudburst.register("options_incr", (FunctionContext context, Integer x) -> x + 1);
        cloudburst.register("options_square", (FunctionContext context, Integer x) -> x * x);
        cloudburst.register("options_minus", (FunctionContext context, Integer a, Integer b) -> a - b);
        cloudburst.replaceDag(Dag.chain("options_chain", "options_incr", "options_square"));

        Object result = cloudburst
                .callDag(
                        "options_chain",
                        Map.of("options_incr", List.of(1)),
                        Object.class,
                        CallOptions.NONE.thenCallDag("options_chain", Map.of()).thenCall("options_minus", 100))
                .get();

        assertThat(result).isEqualTo(75);
    }

    @Test
    void aFutureIsAnArgument() {
        RegisteredFunction<Integer> incr = cloudburst
                .register("options_incr", (FunctionContext context, Integer x) -> x + 1)
                .function();
        RegisteredFunction<Integer> fail = cloudburst
                .register("options_fail", (FunctionContext context, Integer x) -> {
                    if (x > 0) {
                        throw new IllegalStateException("boom");
                    }
                    return x;
                })
                .function();

        assertThat(incr.call(incr.call(incr.call(1))).get()).isEqualTo(4);
        assertThat(failureOf(() -> incr.call(fail.call(1)).get(), ErrorCode.EXECUTION_ERROR))
                .hasMessageContaining("boom");
    }

    @Test
    void manyCallsArePipelined() {
        RegisteredFunction<Integer> incr = cloudburst
                .register("options_incr", (FunctionContext context, Integer x) -> x + 1)
                .function();

        List<Integer> results = incr.callAll(
                        IntStream.range(0, 5_000).mapToObj(List::of).toList())
                .join();

        assertThat(results).isEqualTo(IntStream.rangeClosed(1, 5_000).boxed().toList());
    }

    @Test
    void aTimelineSaysWhatRanWhen() {
        cloudburst.register("options_incr", (FunctionContext context, Integer x) -> x + 1);
        cloudburst.replaceDag(Dag.named("options_timeline")
                .node("a", "options_incr")
                .node("b", "options_incr")
                .node("c", "options_incr", Dag.spread())
                .edge("a", "b")
                .edge("b", "c")
                .build());

        CloudFuture<Object> call = cloudburst.callDag(
                "options_timeline", Map.of("a", List.of(1)), Object.class, CallOptions.NONE.withTrace());

        assertThat(call.get()).isEqualTo(4);
        Timeline timeline = call.timeline().orElseThrow();
        assertThat(timeline.stages())
                .extracting(Timeline.Stage::nodes)
                .containsExactly(List.of("a", "b"), List.of("c"));
        assertThat(timeline.stages()).allSatisfy(stage -> {
            assertThat(stage.started()).isBetween(stage.queued(), stage.ended());
            assertThat(stage.queued()).isAfter(timeline.accepted().minusSeconds(1));
        });
    }
}
