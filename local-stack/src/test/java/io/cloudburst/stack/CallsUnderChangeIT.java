package io.cloudburst.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.RegisteredFunction;
import io.cloudburst.sdk.BatchOptions;
import io.cloudburst.sdk.CallOptions;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.Ref;
import io.cloudburst.sdk.RetryPolicy;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Calls of every kind from several threads, while what they call is replaced and deleted. Each ends with one answer that is right, or
 * with an error that is known, in its time; and afterwards everything is as it was.
 */
class CallsUnderChangeIT {
    private static final int CALLERS = 4;
    private static final int CALLS_EACH = Integer.getInteger("calls", 1_000);
    private static final int IN_FLIGHT = 64;
    /** Functions that wait until they are interrupted. */
    private static final Duration SHORT = Duration.ofMillis(300);

    private static final Duration LONG = Duration.ofSeconds(30);
    /** Beyond a call's own time, for a machine that is busy with other things. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    /** Where the function runs: calls that are to succeed the second time. */
    private static final Set<String> TRIED = ConcurrentHashMap.newKeySet();

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Cloudburst cloudburst = SharedStack.client();
    /** Is there and is not. */
    private RegisteredFunction<Object> gone;

    /**
     * A call, and how it may end.
     *
     * @param right whether an answer is
     */
    private record Ending(String what, CloudFuture<?> call, Predicate<Object> right, List<ErrorCode> errors) {
        static Ending value(String what, CloudFuture<?> call, Object expected, ErrorCode... errors) {
            return new Ending(what, call, expected::equals, List.of(errors));
        }

        static Ending failure(String what, CloudFuture<?> call, ErrorCode... errors) {
            return new Ending(what, call, result -> false, List.of(errors));
        }
    }

    @Test
    void everyCallEndsInItsTimeAndNothingIsLeft() throws Exception {
        registerAll();
        burst(new Random(seed), 500);
        long threads = threads();
        long bytes = checkpointBytes();
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService pool = Executors.newFixedThreadPool(CALLERS + 1);
        try {
            Future<Integer> changes = pool.submit(() -> change(new Random(seed), over));
            List<Callable<Integer>> callers = new ArrayList<>();
            for (int i = 1; i <= CALLERS; i++) {
                Random random = new Random(seed + i);
                callers.add(() -> burst(random, CALLS_EACH));
            }
            for (Future<Integer> caller : pool.invokeAll(callers)) {
                assertThat(caller.get()).isEqualTo(CALLS_EACH);
            }
            over.set(true);
            assertThat(changes.get()).as("changes while calls were made").isGreaterThan(10);
        } finally {
            over.set(true);
            pool.shutdownNow();
        }

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(threads())
                .as("threads of the stack and the client")
                .isLessThanOrEqualTo(threads + 2));
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(checkpointBytes())
                .as("bytes of the job's state")
                .isLessThan(bytes + (128 << 10)));
        assertThat(function("change_value").call(1).get()).isInstanceOf(Integer.class);
    }

    private RegisteredFunction<Object> function(String name) {
        return cloudburst.function(name).withTimeout(LONG);
    }

    private void registerAll() {
        registerValue(1);
        registerGone();
        gone = function("change_gone");
        cloudburst.register("change_throws", (FunctionContext context, Integer x) -> {
            throw new IllegalStateException("as it should " + x);
        });
        cloudburst.register("change_sleeps", (FunctionContext context, Integer x) -> {
            Thread.sleep(LONG.toMillis());
            return x;
        });
        cloudburst.register(
                "change_again",
                (FunctionContext context, Integer x) -> {
                    // Not in the store, which would count the attempts once.
                    if (x % 2 == 0 && TRIED.add(context.callId())) {
                        throw new IllegalStateException("the first time");
                    }
                    TRIED.remove(context.callId());
                    return x;
                },
                FunctionOptions.retrying(
                        RetryPolicy.attempts(3).withBackoff(Duration.ofMillis(1), 1, Duration.ofMillis(5))));
        cloudburst.registerBatched(
                "change_batched",
                (FunctionContext context, Integer[] all) ->
                        Arrays.stream(all).map(x -> x + 1).toArray(Integer[]::new),
                BatchOptions.upTo(16));
        cloudburst.register(
                "change_limited", (FunctionContext context, Integer x) -> x, FunctionOptions.NONE.withMaxConcurrent(2));
        cloudburst.register("change_puts", (FunctionContext context, String key, Integer x) -> {
            context.put(key, x);
            return x;
        });
        registerDag(false);
    }

    private RegisteredFunction<Integer> registerValue(int factor) {
        return cloudburst
                .register("change_value", (FunctionContext context, Integer x) -> x * factor)
                .function();
    }

    private void registerGone() {
        cloudburst.register("change_gone", (FunctionContext context, Integer x) -> x);
    }

    private void registerDag(boolean wide) {
        Dag.Builder dag = Dag.named("change_dag").node("in", "change_limited").node("out", "change_value");
        if (wide) {
            dag.node("more", "change_value", Dag.spread())
                    .edge("in", "more")
                    .edge("more", "out", Dag.withoutResult())
                    .edge("in", "out");
        } else {
            dag.edge("in", "out");
        }
        cloudburst.replaceDag(dag.build());
    }

    /** @return how often something was changed */
    private int change(Random random, AtomicBoolean over) {
        int changes = 0;
        while (!over.get()) {
            switch (random.nextInt(4)) {
                case 0 -> registerValue(1 + random.nextInt(9));
                case 1 -> registerDag(random.nextBoolean());
                case 2 -> {
                    cloudburst.deleteFunction("change_gone");
                    registerGone();
                }
                default -> {
                    cloudburst.deleteDag("change_dag");
                    registerDag(random.nextBoolean());
                }
            }
            changes++;
        }
        return changes;
    }

    /** @return how many calls have ended as they may */
    private int burst(Random random, int count) throws Exception {
        List<Ending> underWay = new ArrayList<>();
        int ended = 0;
        for (int i = 0; i < count; i++) {
            underWay.add(call(random));
            if (underWay.size() == IN_FLIGHT) {
                check(underWay.remove(random.nextInt(IN_FLIGHT)));
                ended++;
            }
        }
        for (Ending one : underWay) {
            check(one);
            ended++;
        }
        return ended;
    }

    private Ending call(Random random) {
        int x = 2 + random.nextInt(1_000);
        String key = "change/" + Long.toHexString(random.nextLong());
        switch (random.nextInt(12)) {
            case 0, 1:
                return multiple("replaced", function("change_value").call(x), x);
            case 2:
                return Ending.value("deleted", gone.call(x), x, ErrorCode.FUNCTION_NOT_FOUND);
            case 3:
                return Ending.failure("throws", function("change_throws").call(x), ErrorCode.EXECUTION_ERROR);
            case 4:
                return Ending.failure(
                        "late", function("change_sleeps").withTimeout(SHORT).call(x), ErrorCode.TIMEOUT);
            case 5:
                CloudFuture<Object> cancelled = function("change_sleeps").call(x);
                cancelled.cancel(true);
                return Ending.failure("cancelled", cancelled);
            case 6:
                return Ending.value("retried", function("change_again").call(x), x);
            case 7:
                return Ending.value("batched", function("change_batched").call(x), x + 1);
            case 8:
                return Ending.value("limited", function("change_limited").call(x), x);
            case 9:
                CloudFuture<Object> waiting =
                        function("change_limited").call(Ref.to(key).waiting());
                function("change_puts").send(key, x);
                return Ending.value("waits for an object", waiting, x);
            case 10:
                CloudFuture<Object> delayed = function("change_value")
                        .with(CallOptions.NONE.withTimeout(LONG).withDelay(Duration.ofMillis(random.nextInt(500))))
                        .call(x);
                if (random.nextBoolean()) {
                    delayed.cancel(true);
                    return Ending.failure("delayed and cancelled", delayed);
                }
                return multiple("delayed", delayed, x);
            default:
                return new Ending(
                        "replaced DAG",
                        cloudburst.callDag("change_dag", Map.of("in", List.of(x)), Object.class, LONG),
                        result -> isMultiple(result, x),
                        List.of(ErrorCode.DAG_NOT_FOUND));
        }
    }

    private static Ending multiple(String what, CloudFuture<?> call, int x) {
        return new Ending(what, call, result -> isMultiple(result, x), List.of());
    }

    private static boolean isMultiple(Object result, int x) {
        return result instanceof Integer n && n % x == 0 && n / x >= 1 && n / x <= 9;
    }

    /** How a call has ended. */
    private record Ended(Object result, Throwable failure) {}

    private void check(Ending one) throws Exception {
        String where = one.what() + ", with -Dseed=" + seed;
        Ended ended;
        try {
            ended = one.call()
                    .handle((result, failure) -> new Ended(result, failure))
                    .get(LONG.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(
                    "never ended: %s, call %s".formatted(where, one.call().callId()), e);
        }
        if (ended.failure() == null) {
            assertThat(one.right().test(ended.result()))
                    .as("%s: %s", where, ended.result())
                    .isTrue();
        } else if (ended.failure() instanceof CancellationException) {
            assertThat(one.what()).as(where).contains("cancelled");
        } else {
            assertThat(ended.failure())
                    .as(where)
                    .isInstanceOfSatisfying(CloudburstException.class, failure -> assertThat(one.errors())
                            .as("%s: %s", where, failure)
                            .contains(failure.code()));
        }
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("cloudburst-"))
                .count();
    }

    private static long checkpointBytes() throws IOException {
        try (Stream<Path> files = Files.walk(SharedStack.checkpoints())) {
            return files.map(Path::toFile)
                    .filter(File::isFile)
                    .mapToLong(File::length)
                    .sum();
        }
    }
}
