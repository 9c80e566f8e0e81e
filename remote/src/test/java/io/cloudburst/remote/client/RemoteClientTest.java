package io.cloudburst.remote.client;

import static io.cloudburst.remote.client.TestEndpoint.giving;
import static io.cloudburst.remote.client.TestEndpoint.typed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.cloudburst.engine.Failure;
import io.cloudburst.executor.RemoteSettings;
import io.cloudburst.executor.StageOutcome;
import io.cloudburst.protocol.Value;
import io.cloudburst.protocol.statefun.FromFunction;
import io.cloudburst.protocol.statefun.LongWrapper;
import io.cloudburst.protocol.statefun.ToFunction;
import io.cloudburst.remote.client.TestEndpoint.Answer;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.RemoteOptions;
import io.cloudburst.sdk.RetryPolicy;
import io.cloudburst.sdk.value.ValueCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RemoteClientTest {
    private static final ValueCodec CODEC = new ValueCodec(RemoteClientTest.class.getClassLoader());
    private static final String JSON = "cloudburst/json";
    private static final FunctionOptions SERVED =
            FunctionOptions.NONE.served(new RemoteOptions("js", Optional.of("test/shout")));

    private static StageOutcome run(
            Function<ToFunction, Answer> answers, FunctionOptions options, Dag.Form form, Object... arguments)
            throws Exception {
        try (TestEndpoint endpoint = new TestEndpoint(answers)) {
            return run(endpoint, options, form, arguments);
        }
    }

    private static StageOutcome run(TestEndpoint endpoint, FunctionOptions options, Dag.Form form, Object... arguments)
            throws Exception {
        try (RemoteClient client = client(new TestRegistry(), Map.of("js", endpoint.url() + "/{function.name}"))) {
            return client.run(TestRegistry.served("shout", options, form, values(arguments)))
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private static RemoteClient client(TestRegistry registry, Map<String, String> endpoints) {
        return new RemoteClient(
                new RemoteSettings(endpoints, null, null, null, null, Duration.ofMillis(400)),
                registry.registry,
                registry::withdraw);
    }

    private static Value[] values(Object... arguments) {
        return List.of(arguments).stream().map(CODEC::encode).toArray(Value[]::new);
    }

    private static Object result(StageOutcome outcome) {
        assertThat(outcome).isInstanceOf(StageOutcome.Done.class);
        return CODEC.decode(((StageOutcome.Done) outcome).result(), Object.class);
    }

    private static Failure failure(StageOutcome outcome, ErrorCode code) {
        assertThat(outcome).isInstanceOf(StageOutcome.Failed.class);
        Failure failure = ((StageOutcome.Failed) outcome).failure();
        assertThat(failure.code()).as(failure.message()).isEqualTo(code);
        return failure;
    }

    @Test
    void aServedFunctionIsGivenItsArgumentsAsAJsonArray() throws Exception {
        try (TestEndpoint endpoint = new TestEndpoint(giving(typed(JSON, "{\"said\": [\"HO\"]}")))) {
            StageOutcome outcome =
                    run(endpoint, SERVED, new Dag.Once(), "ho", 3, List.of(1.5, Map.of("a", true)), new int[] {1, 2});

            assertThat(result(outcome)).isEqualTo(Map.of("said", List.of("HO")));
            assertThat(endpoint.paths()).containsExactly("/shout");
            ToFunction.InvocationBatchRequest asked = endpoint.requests().get(0).getInvocation();
            assertThat(asked.getTarget().getNamespace()).isEqualTo("test");
            assertThat(asked.getTarget().getType()).isEqualTo("shout");
            assertThat(asked.getInvocations(0).getArgument().getTypename()).isEqualTo(JSON);
            assertThat(asked.getInvocations(0).getArgument().getValue().toStringUtf8())
                    .isEqualTo("[\"ho\",3,[1.5,{\"a\":true}],[1,2]]");
        }
    }

    @Test
    void itMayGiveOneOfStateFunsSimpleTypes() throws Exception {
        ByteString seven =
                LongWrapper.newBuilder().setValue(7_000_000_000L).build().toByteString();

        assertThat(result(run(
                        giving(StateFunMessages.typed("io.statefun.types/long", seven)), SERVED, new Dag.Once(), "ho")))
                .isEqualTo(7_000_000_000L);
    }

    @Test
    void whatLooksLikeAReferenceInAResultIsNone() throws Exception {
        assertThat(result(run(giving(typed(JSON, "{\"$ref\": \"secret\"}")), SERVED, new Dag.Once(), "ho")))
                .isEqualTo(Map.of("$ref", "secret"));
    }

    @Test
    void theElementsOfAListGoInOneRequest() throws Exception {
        try (TestEndpoint endpoint = new TestEndpoint(giving(typed(JSON, "1"), typed(JSON, "2")))) {
            assertThat(result(run(endpoint, SERVED, new Dag.Each(), "x", List.of("a", "b"))))
                    .isEqualTo(List.of(1, 2));
            assertThat(endpoint.requests()).hasSize(1);
            assertThat(endpoint.requests().get(0).getInvocation().getInvocationsList())
                    .extracting(one -> one.getArgument().getValue().toStringUtf8())
                    .containsExactly("[\"x\",\"a\"]", "[\"x\",\"b\"]");
        }
    }

    @Test
    void anErrorThatItGivesIsItsCallersAndIsRetriedWhereThePolicySaysSo() throws Exception {
        Function<ToFunction, Answer> failing =
                giving(typed("cloudburst/error", "{\"message\": \"too quiet\", \"stackTrace\": \"at shout.js:3\"}"));

        StageOutcome once = run(failing, SERVED, new Dag.Once(), "ho");
        assertThat(failure(once, ErrorCode.EXECUTION_ERROR))
                .isEqualTo(
                        new Failure(ErrorCode.EXECUTION_ERROR, "function 'shout' failed: too quiet", "at shout.js:3"));
        assertThat(((StageOutcome.Failed) once).retryable()).isFalse();

        StageOutcome again = run(failing, SERVED.withRetry(RetryPolicy.attempts(2)), new Dag.Once(), "ho");
        assertThat(((StageOutcome.Failed) again).retryable()).isTrue();
    }

    @Test
    void aFunctionThatThrowsIsAnError() throws Exception {
        assertThat(failure(run(request -> Answer.of(500, ""), SERVED, new Dag.Once(), "ho"), ErrorCode.EXECUTION_ERROR)
                        .message())
                .contains("'shout'", "500");
    }

    @Test
    void garbageIsAnErrorThatSaysSo() throws Exception {
        assertThat(failure(
                                run(request -> Answer.of(200, "<html>hello</html>"), SERVED, new Dag.Once(), "ho"),
                                ErrorCode.EXECUTION_ERROR)
                        .message())
                .contains("StateFun's protocol");
        assertThat(failure(run(giving(typed("my/own", "?")), SERVED, new Dag.Once(), "ho"), ErrorCode.EXECUTION_ERROR)
                        .message())
                .contains("'my/own'", JSON);
        assertThat(failure(run(giving(typed(JSON, "{")), SERVED, new Dag.Once(), "ho"), ErrorCode.EXECUTION_ERROR)
                        .message())
                .contains("not JSON");
        assertThat(failure(run(giving(), SERVED, new Dag.Once(), "ho"), ErrorCode.EXECUTION_ERROR)
                        .message())
                .contains("no result");
    }

    @Test
    void aFunctionThatWantsStateOfStateFunIsTold() throws Exception {
        byte[] wanting = FromFunction.newBuilder()
                .setIncompleteInvocationContext(FromFunction.IncompleteInvocationContext.newBuilder()
                        .addMissingValues(
                                FromFunction.PersistedValueSpec.newBuilder().setStateName("seen")))
                .build()
                .toByteArray();

        assertThat(failure(run(request -> Answer.ok(wanting), SERVED, new Dag.Once(), "ho"), ErrorCode.EXECUTION_ERROR)
                        .message())
                .contains("[seen]");
    }

    @Test
    void anAnswerThatIsTooLargeIsNotRead() throws Exception {
        byte[] large = new byte[ServedProtocol.MAX_ANSWER_BYTES + 1];

        assertThat(failure(run(request -> Answer.ok(large), SERVED, new Dag.Once(), "ho"), ErrorCode.PAYLOAD_TOO_LARGE)
                        .message())
                .contains("'shout'");
    }

    @Test
    void aCallThatBreaksEveryConnectionIsGivenUp() throws Exception {
        try (TestEndpoint endpoint = new TestEndpoint(request -> null)) {
            StageOutcome outcome = run(endpoint, SERVED, new Dag.Once(), "ho");

            assertThat(failure(outcome, ErrorCode.UNAVAILABLE).message()).contains("'js'", "the connection broke");
            assertThat(endpoint.requests()).hasSizeBetween(1, 3);
        }
    }

    @Test
    void whoHasNoTimeIsAskedAgain() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Function<ToFunction, Answer> busyOnce = request -> asked.incrementAndGet() == 1
                ? Answer.of(503, "busy")
                : giving(typed(JSON, "1")).apply(request);

        assertThat(result(run(busyOnce, SERVED, new Dag.Once(), "ho"))).isEqualTo(1);
        assertThat(failure(run(request -> Answer.of(503, "busy"), SERVED, new Dag.Once(), "ho"), ErrorCode.UNAVAILABLE)
                        .message())
                .contains("503: busy");
    }

    @Test
    void withoutAWorkerACallFailsAndSaysWhichPoolNeedsOne() throws Exception {
        try (RemoteClient client = client(new TestRegistry(), Map.of())) {
            StageOutcome outcome = client.run(TestRegistry.served("shout", SERVED, new Dag.Once()))
                    .get(20, TimeUnit.SECONDS);

            assertThat(failure(outcome, ErrorCode.UNAVAILABLE).message())
                    .contains("pool 'js'", "cloudburst worker --pool js");
        }
    }

    @Test
    void aDeadWorkerIsAvoided() throws Exception {
        TestRegistry registry = new TestRegistry();
        try (TestEndpoint alive = new TestEndpoint(giving(typed(JSON, "1")));
                RemoteClient client = client(registry, Map.of())) {
            registry.announce("dead", "http://127.0.0.1:" + freePort(), "js");
            registry.announce("alive", alive.url(), "js");

            for (int i = 0; i < 20; i++) {
                assertThat(result(client.run(TestRegistry.served("shout", SERVED, new Dag.Once()))
                                .get(20, TimeUnit.SECONDS)))
                        .isEqualTo(1);
            }
        }
    }

    @Test
    @SuppressWarnings("try") // the client looks after the workers by itself
    void aWorkerThatDiedWithoutAWordLeavesTheRegistryAndOneThatLivesStays() throws Exception {
        TestRegistry registry = new TestRegistry();
        Vigil vigil = new Vigil(Duration.ofMillis(50), Duration.ofMillis(50), Duration.ofMillis(200));
        try (TestEndpoint alive = new TestEndpoint(giving());
                RemoteClient client =
                        new RemoteClient(RemoteSettings.NONE, registry.registry, vigil, registry::withdraw)) {
            registry.announce("alive", alive.url(), "js");
            registry.announce("dead", "http://127.0.0.1:" + freePort(), "js");
            await().until(() -> registry.registry.workers().size() == 1);

            assertThat(registry.registry.workers().get(0).name()).isEqualTo("alive");
            // One that starts again under the name is another one.
            registry.announce("dead", alive.url(), "js");
            int asked = alive.healthAsked();
            await().until(() -> alive.healthAsked() > asked + 20);
            assertThat(registry.registry.workers()).hasSize(2);
        }
    }

    @Test
    void aWorkerThatHangsLosesItsCallsToAnother() throws Exception {
        TestRegistry registry = new TestRegistry();
        // Takes connections, and never answers.
        try (ServerSocket hanging = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                TestEndpoint alive = new TestEndpoint(giving(typed(JSON, "1")));
                RemoteClient client = client(registry, Map.of())) {
            registry.announce("hanging", "http://127.0.0.1:" + hanging.getLocalPort(), "js");
            CompletableFuture<StageOutcome> call = client.run(TestRegistry.served("shout", SERVED, new Dag.Once()));
            registry.announce("alive", alive.url(), "js");

            assertThat(result(call.get(20, TimeUnit.SECONDS))).isEqualTo(1);
        }
    }

    @Test
    void whatIsCancelledLetsGoOfItsConnection() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (ServerSocket slow = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                RemoteClient client =
                        client(new TestRegistry(), Map.of("js", "http://127.0.0.1:" + slow.getLocalPort() + "/x"))) {
            CompletableFuture<Integer> closed = CompletableFuture.supplyAsync(() -> {
                try (var socket = slow.accept()) {
                    socket.getInputStream().read();
                    asked.countDown();
                    int read;
                    do {
                        read = socket.getInputStream().read();
                    } while (read >= 0);
                    return read;
                } catch (IOException e) {
                    // Reset: gone as well.
                    return -1;
                }
            });
            CompletableFuture<StageOutcome> call = client.run(TestRegistry.served("shout", SERVED, new Dag.Once()));
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            call.cancel(false);

            await().until(closed::isDone);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
