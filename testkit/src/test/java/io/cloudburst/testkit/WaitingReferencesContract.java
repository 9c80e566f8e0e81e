package io.cloudburst.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.RegisteredFunction;
import io.cloudburst.sdk.BatchOptions;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.Ref;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** References to what is not there yet. */
abstract class WaitingReferencesContract extends Contract {
    private static final AtomicInteger KEYS = new AtomicInteger();
    /** More than there are threads. */
    private static final int MANY = 200;

    private final Cloudburst cloudburst = client();
    private final String key = "awaited/" + KEYS.incrementAndGet();
    private final RegisteredFunction<Integer> add = cloudburst
            .register("awaited_add", (FunctionContext context, Integer a, Integer b) -> a + b)
            .function();
    private final RegisteredFunction<Object> put = cloudburst
            .register("awaited_put", (FunctionContext context, String under, Integer value) -> {
                context.put(under, value);
                return null;
            })
            .function();

    WaitingReferencesContract(CloudburstExtension extension) {
        super(extension);
    }

    @Test
    void manyCallsWaitForOneObjectAndLeaveTheThreadsToOthers() {
        List<CloudFuture<Integer>> waiting = IntStream.range(0, MANY)
                .mapToObj(i -> add.call(i, Ref.to(key).waiting()))
                .toList();

        assertThat(add.call(1, 2).get()).isEqualTo(3);
        assertThat(waiting).noneMatch(CloudFuture::isDone);
        put.call(key, 1_000).get();

        assertThat(waiting.stream().map(CloudFuture::get).toList())
                .isEqualTo(IntStream.range(1_000, 1_000 + MANY).boxed().toList());
    }

    @Test
    void whatIsThereIsNotWaitedFor() {
        cloudburst.put(key, 4);

        assertThat(add.call(Ref.to(key).waiting(), Ref.to(key)).get()).isEqualTo(8);
    }

    @Test
    void anObjectThatNeverComesIsATimeoutThatNamesItsKey() {
        CloudFuture<Integer> never =
                add.withTimeout(Duration.ofSeconds(1)).call(1, Ref.to(key).waiting());

        assertThat(failureOf(never::get, ErrorCode.TIMEOUT)).hasMessageContaining(key);
    }

    @Test
    void aCallThatWaitsIsCancelled() {
        CloudFuture<Integer> waiting = add.call(1, Ref.to(key).waiting());
        waiting.cancel(true);
        cloudburst.put(key, 1);

        assertThat(waiting).isCancelled();
    }

    @Test
    void aNodeWaitsForWhatTheOneBeforeItPuts() {
        cloudburst.register("awaited_puts", (FunctionContext context, String under) -> {
            context.put(under, 20);
            return 1;
        });
        cloudburst.replaceDag(Dag.chain("awaited_chain", "awaited_puts", "awaited_add"));

        // The fixed argument comes first, what the first one has returned comes after it.
        CloudFuture<Object> call = cloudburst.callDag(
                "awaited_chain",
                Map.of(
                        "awaited_puts",
                        List.of(key),
                        "awaited_add",
                        List.of(Ref.to(key).waiting())));

        assertThat(call.get()).isEqualTo(21);
    }

    @Test
    void aNodeBehindAnotherWaitsForWhatSomebodyElsePuts() {
        cloudburst.register("awaited_one", (FunctionContext context) -> 1);
        cloudburst.replaceDag(Dag.chain("awaited_later", "awaited_one", "awaited_add"));
        List<CloudFuture<Object>> waiting = IntStream.range(0, MANY)
                .mapToObj(i -> cloudburst.callDag(
                        "awaited_later",
                        Map.of("awaited_add", List.of(Ref.to(key).waiting()))))
                .toList();

        put.call(key, 5).get();

        assertThat(waiting).allSatisfy(call -> assertThat(call.get()).isEqualTo(6));
    }

    @Test
    void callsOfABatchWaitEachForItsOwn() {
        RegisteredFunction<Integer> doubled = cloudburst
                .registerBatched(
                        "awaited_batched",
                        (FunctionContext context, Integer[] all) -> IntStream.range(0, all.length)
                                .mapToObj(i -> 2 * all[i])
                                .toArray(Integer[]::new),
                        BatchOptions.upTo(10))
                .function();
        cloudburst.put(key + "/there", 3);
        CloudFuture<Integer> later = doubled.call(Ref.to(key).waiting());

        assertThat(doubled.call(Ref.to(key + "/there").waiting()).get()).isEqualTo(6);
        cloudburst.put(key, 4);

        assertThat(later.get()).isEqualTo(8);
    }
}
