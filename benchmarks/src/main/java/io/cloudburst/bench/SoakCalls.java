package io.cloudburst.bench;

import static io.cloudburst.sdk.Dag.each;
import static io.cloudburst.sdk.Dag.race;
import static io.cloudburst.sdk.Dag.spread;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.RegisteredFunction;
import io.cloudburst.sdk.CallOptions;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.Ref;
import io.cloudburst.sdk.RetryPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

/** A call of every kind that there is, with its right answer. */
final class SoakCalls {
    private static final String INCR = "soak_incr";
    /** The DAG that is called over HTTP. */
    static final String OVER_HTTP = "soak_http";

    private static final int COUNTERS = 100;
    /** Where the function runs: calls that are to succeed the second time. */
    private static final Set<String> TRIED = ConcurrentHashMap.newKeySet();

    private SoakCalls() {}

    static List<Load.Target> of(Cloudburst cloudburst) {
        register(cloudburst);
        registerDags(cloudburst);
        cloudburst.put("soak/one", 1L);
        RegisteredFunction<Long> incr = cloudburst.function(INCR, Long.class);
        RegisteredFunction<Long> fail = cloudburst.function("soak_fail", Long.class);
        RegisteredFunction<Long> again = cloudburst.function("soak_again", Long.class);
        RegisteredFunction<Long> count = cloudburst.function("soak_count", Long.class);
        RegisteredFunction<Long> remote = cloudburst.function("soak_remote", Long.class);
        RegisteredFunction<Long> state = cloudburst.function("soak_state", Long.class);
        return List.of(
                x -> gives(x + 1, incr.call(x)),
                x -> gives(x + 1, remote.call(x)),
                x -> gives(x + 1, state.call(x)),
                // Its answer is kept for ten minutes: few of them, or there is nothing else to see.
                x -> gives(
                        x + 1,
                        (x % 4 == 0 ? incr.with(CallOptions.NONE.withIdempotencyKey("soak-" + x)) : incr).call(x)),
                x -> gives(2 * x + 4, cloudburst.callDag("soak_diamond", Map.of("top", List.of(x)), Long.class)),
                x -> cloudburst
                        .callDag("soak_each", Map.of("all", List.of(List.of(x, x + 1, x + 2))), List.class)
                        .thenApply(result -> result.size() == 3 && ((Number) result.get(2)).longValue() == x + 3),
                x -> gives(
                        x + 2,
                        cloudburst.callDag("soak_race", Map.of("bad", List.of(x), "good", List.of(x)), Long.class)),
                x -> ends(ErrorCode.EXECUTION_ERROR, fail.call(x)),
                x -> gives(x + 1, again.call(x)),
                x -> gives(x + 1, count.call(x)),
                x -> gives(2L, incr.call(Ref.to("soak/one"))),
                x -> gives(x + 2, incr.with(CallOptions.NONE.thenCall(INCR)).call(x)),
                x -> gives(x + 2, incr.call(incr.call(x))),
                x -> ends(ErrorCode.INVALID_ARGUMENT, incr.call("no number")),
                x -> cancelled(incr.with(CallOptions.NONE.withDelay(Duration.ofMinutes(10)))
                        .call(x)));
    }

    private static void register(Cloudburst cloudburst) {
        cloudburst.register(INCR, (FunctionContext context, Long x) -> x + 1);
        cloudburst.register("soak_add", (FunctionContext context, Long a, Long b) -> a + b);
        cloudburst.register("soak_fail", (FunctionContext context, Long x) -> {
            throw new IllegalStateException("as it should: " + x);
        });
        cloudburst.register(
                "soak_again",
                (FunctionContext context, Long x) -> {
                    if (TRIED.add(context.callId())) {
                        throw new IllegalStateException("the first time");
                    }
                    TRIED.remove(context.callId());
                    return x + 1;
                },
                FunctionOptions.retrying(
                        RetryPolicy.attempts(2).withBackoff(Duration.ofMillis(1), 1, Duration.ofMillis(1))));
        cloudburst.register("soak_count", (FunctionContext context, Long x) -> {
            context.counter("soak/count/" + x % COUNTERS).add(1);
            return x + 1;
        });
        cloudburst.register("soak_remote", (FunctionContext context, Long x) -> x + 1, FunctionOptions.NONE.remote());
        cloudburst.register("soak_square", (FunctionContext context, Long x) -> x * x);
        cloudburst.register("soak_state", (FunctionContext context, Long x) -> {
            SoakState.write(context, x);
            return x + 1;
        });
    }

    private static void registerDags(Cloudburst cloudburst) {
        cloudburst.registerDag(Dag.named("soak_diamond")
                .node("top", INCR)
                .node("left", INCR)
                .node("right", INCR, spread())
                .node("end", "soak_add")
                .edge("top", "left")
                .edge("top", "right")
                .edge("left", "end")
                .edge("right", "end")
                .build());
        cloudburst.registerDag(Dag.named(OVER_HTTP)
                .node("incr", INCR)
                .node("square", "soak_square")
                .edge("incr", "square")
                .build());
        cloudburst.registerDag(Dag.named("soak_each").node("all", INCR, each()).build());
        cloudburst.registerDag(Dag.named("soak_race")
                .node("bad", "soak_fail")
                .node("good", INCR)
                .node("first", INCR, race(-1))
                .edge("bad", "first")
                .edge("good", "first")
                .build());
    }

    private static CompletableFuture<Boolean> gives(long expected, CloudFuture<Long> call) {
        return call.thenApply(result -> result == expected);
    }

    private static CompletableFuture<Boolean> ends(ErrorCode expected, CloudFuture<Long> call) {
        return call.handle((result, failure) -> {
            Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
            return cause instanceof CloudburstException known && known.code() == expected;
        });
    }

    private static CompletableFuture<Boolean> cancelled(CloudFuture<Long> call) {
        return CompletableFuture.completedFuture(call.cancel(true));
    }
}
