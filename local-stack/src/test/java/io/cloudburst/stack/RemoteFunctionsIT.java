package io.cloudburst.stack;

import static io.cloudburst.stack.SharedStack.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.RegisteredFunction;
import io.cloudburst.remote.worker.Worker;
import io.cloudburst.remote.worker.WorkerSettings;
import io.cloudburst.sdk.BatchOptions;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.Ref;
import io.cloudburst.sdk.RetryPolicy;
import io.cloudburst.sdk.TypeRef;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What functions share here they share in the copy of this class that runs them: the worker's is another than the job's. */
class RemoteFunctionsIT {
    private static final FunctionOptions REMOTE = FunctionOptions.NONE.inPool("it");
    private static final AtomicInteger ATTEMPTS = new AtomicInteger();
    private static final AtomicInteger INTERRUPTS = new AtomicInteger();

    @TempDir
    static Path directory;

    private static Worker worker;

    private final Cloudburst cloudburst = SharedStack.client();

    @BeforeAll
    static void startWorker() {
        worker = Worker.start(WorkerSettings.local(
                SharedStack.bootstrapServers(), 0, Set.of("it", "it_too"), directory.resolve("worker")));
    }

    @AfterAll
    static void stopWorker() {
        worker.close();
    }

    /** Of the copy of this class that runs it. */
    private static int home() {
        return System.identityHashCode(RemoteFunctionsIT.class);
    }

    @Test
    void aDagMixesTheJobAndAWorkerAndEachStageSeesWhatThoseBeforeItWrote() {
        cloudburst.register("remote_first", (FunctionContext context, Integer n) -> {
            context.put("remote-a-" + n, n);
            return n;
        });
        cloudburst.register(
                "remote_second",
                (FunctionContext context, Integer n) -> {
                    int seen = context.get("remote-a-" + n, Integer.class).orElse(-1);
                    context.put("remote-b-" + n, seen + 1);
                    context.counter("remote-count").add(1);
                    return List.of(n, home());
                },
                REMOTE);
        cloudburst.register("remote_third", (FunctionContext context, List<Integer> second) -> {
            int n = second.get(0);
            return List.of(
                    context.get("remote-b-" + n, Integer.class).orElse(-1), second.get(1) == home() ? "job" : "worker");
        });
        cloudburst.replaceDag(Dag.chain("remote_mixed", "remote_first", "remote_second", "remote_third"));

        List<CloudFuture<Object>> calls = IntStream.range(0, 100)
                .mapToObj(n -> cloudburst.callDag("remote_mixed", Map.of("remote_first", List.of(n))))
                .toList();

        for (int n = 0; n < calls.size(); n++) {
            assertThat(calls.get(n).get()).isEqualTo(List.of(n + 1, "worker"));
        }
        assertThat(cloudburst.counter("remote-count").value()).isEqualTo(calls.size());
    }

    @Test
    void aReferenceIsReadWhereTheFunctionRuns() {
        cloudburst.put("remote-numbers", new int[] {1, 2, 3});

        assertThat(cloudburst
                        .register(
                                "remote_sum",
                                (FunctionContext context, int[] numbers) ->
                                        IntStream.of(numbers).sum(),
                                REMOTE)
                        .function()
                        .call(Ref.to("remote-numbers"))
                        .get())
                .isEqualTo(6);
    }

    @Test
    void largeValuesGoThereAndBack() {
        double[] large = IntStream.range(0, 500_000).asDoubleStream().toArray();
        var doubled = cloudburst.register(
                "remote_doubled",
                (FunctionContext context, double[] numbers) ->
                        Arrays.stream(numbers).map(x -> 2 * x).toArray(),
                REMOTE);

        assertThat(doubled.call(large).get()).hasSize(large.length).endsWith(2 * large[large.length - 1]);
    }

    @Test
    void whatItThrowsIsItsCallersWithItsStackTrace() {
        RegisteredFunction<Integer> failing = cloudburst
                .register("remote_failing", RemoteFunctionsIT::failing, REMOTE)
                .function();

        CloudburstException failure = failureOf(() -> failing.call(1).get(), ErrorCode.EXECUTION_ERROR);

        assertThat(failure).hasMessageContaining("'remote_failing' threw java.lang.IllegalStateException: not 1");
        assertThat(failure.remoteStackTrace()).contains("RemoteFunctionsIT.failing");
    }

    private static Integer failing(FunctionContext context, Integer n) {
        throw new IllegalStateException("not " + n);
    }

    @Test
    void itIsTriedAgainAsItsPolicySays() {
        var third = cloudburst.register(
                "remote_third_time",
                (FunctionContext context) -> {
                    if (ATTEMPTS.incrementAndGet() < 3) {
                        throw new IllegalStateException("again");
                    }
                    return ATTEMPTS.get();
                },
                REMOTE.withRetry(RetryPolicy.attempts(3).onlyOn(List.of(IllegalStateException.class))));

        assertThat(third.call().get()).isEqualTo(3);
    }

    @Test
    void itIsInterruptedWhenItsCallEnds() {
        var sleepy = cloudburst
                .register(
                        "remote_sleepy",
                        (FunctionContext context) -> {
                            context.counter("remote-sleeping").add(1);
                            try {
                                Thread.sleep(Duration.ofSeconds(60).toMillis());
                            } catch (InterruptedException e) {
                                INTERRUPTS.incrementAndGet();
                                throw e;
                            }
                            return 0;
                        },
                        REMOTE)
                .function();
        var interrupts =
                cloudburst.register("remote_interrupts", (FunctionContext context) -> INTERRUPTS.get(), REMOTE);
        CloudFuture<Integer> cancelled = sleepy.call();
        await().until(() -> cloudburst.counter("remote-sleeping").value() == 1);
        cancelled.cancel(true);
        await().until(() -> interrupts.call().get() == 1);

        failureOf(() -> sleepy.withTimeout(Duration.ofMillis(500)).call().get(), ErrorCode.TIMEOUT);

        await().until(() -> interrupts.call().get() == 2);
    }

    @Test
    void aNewVersionIsRunByTheNextCall() {
        for (int version = 1; version <= 3; version++) {
            int result = version;
            assertThat(cloudburst
                            .register("remote_versioned", (FunctionContext context) -> result, REMOTE)
                            .call()
                            .get())
                    .isEqualTo(version);
        }
    }

    @Test
    void itsCallsAreBatchedThere() {
        RegisteredFunction<Integer> sizes = cloudburst
                .registerBatched(
                        "remote_sizes",
                        (FunctionContext context, Integer[] ns) -> {
                            Integer[] all = new Integer[ns.length];
                            Arrays.fill(all, ns.length);
                            return all;
                        },
                        BatchOptions.upTo(8).withMaxWait(Duration.ofSeconds(10)),
                        REMOTE)
                .function();

        List<CloudFuture<Integer>> calls =
                IntStream.range(0, 8).mapToObj(sizes::call).toList();

        assertThat(calls).allSatisfy(call -> assertThat(call.get()).isEqualTo(8));
    }

    @Test
    void theElementsOfAListRunThere() {
        cloudburst.register("remote_incr", (FunctionContext context, Integer n) -> n + 1, REMOTE);
        cloudburst.replaceDag(
                Dag.named("remote_each").node("remote_incr", Dag.each()).build());

        assertThat(cloudburst
                        .callDag("remote_each", Map.of("remote_incr", List.of(List.of(1, 2, 3))))
                        .get())
                .isEqualTo(List.of(2, 3, 4));
    }

    @Test
    void aPoolWithoutAWorkerIsNamed() {
        var nowhere = cloudburst.register(
                "remote_nowhere", (FunctionContext context) -> 1, FunctionOptions.NONE.inPool("nowhere"));

        assertThat(failureOf(() -> nowhere.call().get(), ErrorCode.UNAVAILABLE))
                .hasMessageContaining("'remote_nowhere'")
                .hasMessageContaining("pool 'nowhere'");
    }

    @Test
    void itHasNoMessages() {
        var sending = cloudburst.register(
                "remote_sending",
                (FunctionContext context, String id) -> {
                    context.send(id, "hello");
                    return 1;
                },
                REMOTE);

        assertThat(failureOf(() -> sending.call("somebody").get(), ErrorCode.EXECUTION_ERROR))
                .hasMessageContaining("sends and gets no messages");
    }

    @Test
    void callsOfAWorkerThatIsKilledRunOnAnother() throws Exception {
        FunctionOptions pool = FunctionOptions.NONE.inPool("it_kill");
        cloudburst.register(
                "remote_slow",
                (FunctionContext context, Integer n) -> {
                    context.counter("remote-begun").add(1);
                    // As long as it takes to be killed, and a moment where it is not.
                    Thread.sleep(context.get("remote-killed", Boolean.class).isPresent() ? 1 : 20_000);
                    return List.of(n, Long.toString(ProcessHandle.current().pid()));
                },
                pool);
        List<CloudFuture<List<Object>>> calls;
        try (ChildJvm killed = ChildJvm.startAndAwait(
                StackProcess.READY,
                StackProcess.class,
                StackProcess.Part.WORKER.name(),
                directory.resolve("killed").toString(),
                "it_kill@" + SharedStack.bootstrapServers())) {
            calls = IntStream.range(0, 20)
                    .mapToObj(n -> cloudburst
                            .function("remote_slow", new TypeRef<List<Object>>() {})
                            .call(n))
                    .toList();
            await().until(() -> cloudburst.counter("remote-begun").value() == calls.size());
            cloudburst.put("remote-killed", true);
            killed.kill();
        }
        try (Worker other = Worker.start(WorkerSettings.local(
                SharedStack.bootstrapServers(), 0, Set.of("it_kill"), directory.resolve("other")))) {
            await().until(() -> cloudburst.registry().workers().stream()
                    .anyMatch(known -> known.url().equals(other.url())));
            for (int n = 0; n < calls.size(); n++) {
                assertThat(calls.get(n).get())
                        .isEqualTo(
                                List.of(n, Long.toString(ProcessHandle.current().pid())));
            }
        }
    }
}
