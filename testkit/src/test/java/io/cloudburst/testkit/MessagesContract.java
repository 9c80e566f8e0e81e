package io.cloudburst.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
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
import io.cloudburst.sdk.Message;
import io.cloudburst.sdk.Ref;
import io.cloudburst.sdk.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Running functions send each other messages. */
abstract class MessagesContract extends Contract {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Cloudburst cloudburst = client();
    /** A key of this test's own. */
    private final String key = "messages-" + UUID.randomUUID();

    MessagesContract(CloudburstExtension extension) {
        super(extension);
    }

    /** Receives so many texts, and returns them. */
    private RegisteredFunction<List<String>> collect() {
        return cloudburst
                .register("messages_collect", (FunctionContext context, Integer count) -> {
                    List<String> received = new ArrayList<>();
                    while (received.size() < count) {
                        received.add(context.receive(String.class, PATIENCE)
                                .orElseThrow()
                                .body());
                    }
                    return received;
                })
                .function();
    }

    /** Sends each of the texts, and returns what became of the last one. */
    private RegisteredFunction<String> send() {
        return cloudburst
                .register("messages_send", (FunctionContext context, String id, List<String> texts) -> {
                    try {
                        texts.forEach(text -> context.send(id, text));
                        return "accepted";
                    } catch (CloudburstException e) {
                        return e.toString();
                    }
                })
                .function();
    }

    @Test
    void functionsTellEachOtherThings() {
        RegisteredFunction<Integer> pong = cloudburst
                .register("messages_pong", (FunctionContext context) -> {
                    for (int rounds = 0; ; rounds++) {
                        Message<Integer> ball =
                                context.receive(Integer.class, PATIENCE).orElseThrow();
                        context.send(ball.from(), ball.body() == null ? null : ball.body() + 1);
                        if (ball.body() == null) {
                            return rounds;
                        }
                    }
                })
                .function();
        RegisteredFunction<Integer> ping = cloudburst
                .register("messages_ping", (FunctionContext context, String other) -> {
                    int ball = 0;
                    for (int round = 0; round < 20; round++) {
                        context.send(other, ball);
                        Message<Integer> back =
                                context.receive(Integer.class, PATIENCE).orElseThrow();
                        if (!back.from().equals(other)) {
                            throw new IllegalStateException(back.from());
                        }
                        ball = back.body();
                    }
                    context.send(other, null);
                    return context.receive(Integer.class, PATIENCE)
                                            .orElseThrow()
                                            .body()
                                    == null
                            ? ball
                            : -1;
                })
                .function();

        CloudFuture<Integer> rounds = pong.call();

        assertThat(ping.call(rounds.callId()).get()).isEqualTo(20);
        assertThat(rounds.get()).isEqualTo(20);
    }

    @Test
    void aMessageIsAnswerEnough() {
        RegisteredFunction<Double> average = cloudburst
                .register("messages_average", (FunctionContext context, Integer mine) -> {
                    Message<Integer> other = context.receive(Integer.class, Duration.ofSeconds(5))
                            .orElseThrow();
                    return (mine + other.body()) / 2.0;
                })
                .function();
        CloudFuture<Double> future = average.call(4);
        cloudburst
                .register("messages_tell", (FunctionContext context, String id, Integer mine) -> {
                    context.send(id, mine);
                    return null;
                })
                .function()
                .call(future.callId(), 8);

        assertThat(future.get()).isEqualTo(6.0);
    }

    @Test
    void anAverageIsFoundByGossip() {
        List<Double> estimates = Gossip.run(cloudburst, "messages");

        assertThat(estimates).allSatisfy(estimate -> assertThat(estimate).isCloseTo(4.5, within(0.5)));
        assertThat(estimates.stream().mapToDouble(Double::doubleValue).sum()).isCloseTo(45, within(1e-9));
    }

    @Test
    void aCalledFunctionHasTheIdOfItsCall() {
        RegisteredFunction<String> id = cloudburst
                .register("messages_id", (FunctionContext context) -> context.id())
                .function();

        CloudFuture<String> future = id.call();

        assertThat(future.get()).isEqualTo(future.callId());
    }

    @Test
    void messagesWaitForAFunctionThatBeginsLater() {
        CloudFuture<List<String>> later = collect()
                .with(CallOptions.NONE.withDelay(Duration.ofMillis(800)))
                .call(2);

        assertThat(send().call(later.callId(), List.of("a", "b")).get()).isEqualTo("accepted");

        assertThat(later.get()).containsExactly("a", "b");
    }

    @Test
    void aFunctionThatHasEndedGetsNothing() {
        CloudFuture<List<String>> silent = collect().call(0);
        CloudFuture<List<String>> talkative = collect().call(1);
        silent.get();
        assertThat(send().call(talkative.callId(), List.of("a")).get()).isEqualTo("accepted");
        talkative.get();

        assertThat(send().call(silent.callId(), List.of("a")).get())
                .as("of which nobody has kept anything")
                .startsWith("FUNCTION_ENDED");
        assertThat(send().call(talkative.callId(), List.of("a")).get()).startsWith("FUNCTION_ENDED");
    }

    @Test
    void whatCannotBeSentFailsAtOnce() {
        RegisteredFunction<String> sendAny = cloudburst
                .register("messages_send_any", (FunctionContext context, String id, String what) -> {
                    try {
                        context.send(
                                id,
                                switch (what) {
                                    case "reference" -> Ref.to("numbers");
                                    case "large" -> new byte[2 << 20];
                                    default -> what;
                                });
                        return "accepted";
                    } catch (CloudburstException e) {
                        return e.toString();
                    }
                })
                .function();
        CloudFuture<List<String>> running = collect().call(1);

        for (String id : List.of("", "a/", "/a", "a/b c", "a/b[x]", "100%", "a/b/c")) {
            assertThat(sendAny.call(id, "a").get())
                    .startsWith("INVALID_ARGUMENT")
                    .contains("'" + id + "'");
        }
        assertThat(sendAny.call(null, "a").get()).startsWith("INVALID_ARGUMENT");
        assertThat(sendAny.call(running.callId(), "reference").get())
                .startsWith("INVALID_ARGUMENT")
                .contains("numbers");
        assertThat(sendAny.call(running.callId(), "large").get()).startsWith("PAYLOAD_TOO_LARGE");
        await().untilAsserted(() -> assertThat(
                        sendAny.call(running.callId() + "/other", "a").get())
                .startsWith("INVALID_ARGUMENT")
                .contains("other"));
        assertThat(sendAny.call(running.callId(), "a").get()).isEqualTo("accepted");
        assertThat(running.get()).containsExactly("a");
    }

    @Test
    void messagesOfOneSenderComeInOrder() {
        List<String> texts = IntStream.range(0, 300).mapToObj(Integer::toString).toList();
        CloudFuture<List<String>> receiver = collect().call(texts.size());

        send().call(receiver.callId(), texts);

        assertThat(receiver.get()).isEqualTo(texts);
    }

    @Test
    void aFunctionThatWaitsIsCancelled() {
        cloudburst.register("messages_stubborn", (FunctionContext context, String flag) -> {
            List<String> codes = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                context.put(flag, "waits");
                try {
                    context.receive(Object.class, Duration.ofHours(1));
                } catch (CloudburstException e) {
                    codes.add(e.code().name());
                }
            }
            context.put(flag, String.join(" ", codes));
            return null;
        });
        CloudFuture<Object> call = cloudburst.function("messages_stubborn").call(key);
        await().untilAsserted(
                        () -> assertThat(cloudburst.get(key, String.class)).contains("waits"));

        call.cancel(true);

        await().untilAsserted(
                        () -> assertThat(cloudburst.get(key, String.class)).contains("CANCELLED CANCELLED CANCELLED"));
        failureOf(call::get, ErrorCode.CANCELLED);
    }

    @Test
    void waitingEndsWithTheTimeoutAndWithTheCall() {
        RegisteredFunction<Boolean> waiting = cloudburst
                .register("messages_wait", (FunctionContext context, Long millis) -> context.receive(
                                Object.class, Duration.ofMillis(millis))
                        .isEmpty())
                .function();

        assertThat(waiting.call(50L).get()).isTrue();
        assertThat(waiting.call(0L).get()).isTrue();
        assertThat(waiting.call(-1L).get()).isTrue();
        failureOf(
                () -> waiting.with(CallOptions.NONE.withTimeout(Duration.ofMillis(500)))
                        .call(Long.MAX_VALUE)
                        .get(),
                ErrorCode.TIMEOUT);
    }

    @Test
    void noMoreMessagesWaitThanAThousand() {
        cloudburst.register("messages_hold", (FunctionContext context, String flag) -> {
            while (context.get(flag, String.class).isEmpty()) {
                Thread.sleep(20);
            }
            return context.receiveAll(String.class).size();
        });
        List<String> thousand = IntStream.range(0, 1_000).mapToObj(i -> "x").toList();
        // Two thousand messages, one after the other, on a machine that may be busy with other things.
        CallOptions patient = CallOptions.NONE.withTimeout(Duration.ofMinutes(2));
        CloudFuture<Object> running =
                cloudburst.function("messages_hold").with(patient).call(key);
        CloudFuture<List<String>> later = collect()
                .with(CallOptions.NONE.withDelay(Duration.ofMinutes(5)))
                .call(1_000);

        for (String id : List.of(running.callId(), later.callId())) {
            assertThat(send().with(patient).call(id, thousand).get()).isEqualTo("accepted");
            assertThat(send().call(id, List.of("one more")).get()).startsWith("OVERLOADED");
        }

        cloudburst.put(key, "go");
        assertThat(running.get()).isEqualTo(1_000);
        later.cancel(true);
    }

    @Test
    void aMessageOfAnotherTypeStaysTheNextOne() {
        RegisteredFunction<List<Object>> picky = cloudburst
                .register("messages_picky", (FunctionContext context) -> {
                    List<Object> seen = new ArrayList<>();
                    try {
                        context.receive(Integer.class, PATIENCE);
                    } catch (CloudburstException e) {
                        seen.add(e.code().name());
                    }
                    seen.add(context.receive(String.class, PATIENCE)
                            .orElseThrow()
                            .body());
                    return seen;
                })
                .function();

        CloudFuture<List<Object>> call = picky.call();
        send().call(call.callId(), List.of("text"));

        assertThat(call.get()).containsExactly("INVALID_ARGUMENT", "text");
    }

    @Test
    void whatAnAttemptHasNotReceivedTheNextOneDoes() {
        RegisteredFunction<List<String>> flaky = cloudburst
                .register(
                        "messages_flaky",
                        (FunctionContext context, String name) -> {
                            String first = context.receive(String.class, PATIENCE)
                                    .orElseThrow()
                                    .body();
                            if (CallOptionsContract.Attempts.next(name) == 1) {
                                throw new IllegalStateException(first);
                            }
                            return List.of(
                                    first,
                                    context.receive(String.class, PATIENCE)
                                            .orElseThrow()
                                            .body());
                        },
                        FunctionOptions.retrying(RetryPolicy.attempts(2)))
                .function();

        CloudFuture<List<String>> call = flaky.call(key);
        send().call(call.callId(), List.of("a", "b", "c"));

        assertThat(call.get()).containsExactly("b", "c");
    }

    @Test
    void aFunctionThatIsGivenBatchesHasNoMessages() {
        var batched = cloudburst.registerBatched(
                "messages_batched",
                (FunctionContext context, Integer[] numbers) -> {
                    List<String> codes = new ArrayList<>();
                    for (Integer number : numbers) {
                        try {
                            context.send(context.callIds().get(0), number);
                        } catch (CloudburstException e) {
                            codes.add(e.code().name());
                        }
                    }
                    return codes.toArray(String[]::new);
                },
                BatchOptions.upTo(4));

        assertThat(batched.call(1).get()).isEqualTo("INVALID_ARGUMENT");
    }

    @Test
    void nodesOfADagTalk() {
        cloudburst.register("messages_exchange", (FunctionContext context, String other, String what) -> {
            context.send(context.callId() + "/" + other, what);
            Message<String> received = context.receive(String.class, PATIENCE).orElseThrow();
            return context.id().replace(context.callId(), "") + " has " + received.body() + " of "
                    + received.from().replace(context.callId(), "");
        });
        cloudburst.register("messages_both", (FunctionContext context, String a, String b) -> List.of(a, b));
        for (boolean spread : new boolean[] {false, true}) {
            String dag = "messages_pair_" + spread;
            Dag.Builder pair = Dag.named(dag);
            for (String node : List.of("left", "right")) {
                if (spread) {
                    pair.node(node, "messages_exchange", Dag.spread());
                } else {
                    pair.node(node, "messages_exchange");
                }
            }
            cloudburst.replaceDag(pair.node("messages_both")
                    .edge("left", "messages_both")
                    .edge("right", "messages_both")
                    .build());

            assertThat(cloudburst
                            .callDag(dag, Map.of("left", List.of("right", "l"), "right", List.of("left", "r")))
                            .get())
                    .isEqualTo(List.of("/left has r of /right", "/right has l of /left"));
        }
    }

    @Test
    void theElementsOfAListTalk() {
        cloudburst.register("messages_next", (FunctionContext context, Integer i) -> {
            context.send(context.callId() + "/ring[" + (i + 1) % 12 + "]", i);
            return context.receive(Integer.class, PATIENCE).orElseThrow().body();
        });
        cloudburst.register(
                "messages_range",
                (FunctionContext context) -> IntStream.range(0, 12).boxed().toList());
        for (boolean spread : new boolean[] {false, true}) {
            String dag = "messages_ring_" + spread;
            Dag.NodeOption[] options =
                    spread ? new Dag.NodeOption[] {Dag.each(), Dag.spread()} : new Dag.NodeOption[] {Dag.each()};
            cloudburst.replaceDag(Dag.named(dag)
                    .node("messages_range")
                    .node("ring", "messages_next", options)
                    .edge("messages_range", "ring")
                    .build());

            assertThat(cloudburst.callDag(dag, Map.of()).get())
                    .isEqualTo(
                            IntStream.range(0, 12).mapToObj(i -> (i + 11) % 12).toList());
        }
    }

    @Test
    void aNodeThatHasEndedOrIsNoneGetsNothing() {
        cloudburst.register("messages_try", (FunctionContext context, List<String> nodes) -> nodes.stream()
                .map(node -> {
                    try {
                        context.send(context.callId() + node, 1);
                        return "accepted";
                    } catch (CloudburstException e) {
                        return e.code().name();
                    }
                })
                .toList());
        cloudburst.register("messages_sink", (FunctionContext context, List<String> codes) -> codes);
        cloudburst.register("messages_same", (FunctionContext context, List<String> nodes) -> nodes);
        cloudburst.replaceDag(Dag.named("messages_ends")
                .node("first", "messages_same", Dag.spread())
                .node("second", "messages_try")
                .node("third", "messages_sink", Dag.spread())
                .edge("first", "second")
                .edge("second", "third")
                .build());

        assertThat(cloudburst
                        .callDag(
                                "messages_ends",
                                Map.of(
                                        "first",
                                        List.of(List.of("/first", "/second", "/third", "/fourth", "", "/third[0]"))))
                        .get())
                .isEqualTo(List.of(
                        "FUNCTION_ENDED",
                        "accepted",
                        "accepted",
                        "INVALID_ARGUMENT",
                        "INVALID_ARGUMENT",
                        "INVALID_ARGUMENT"));
    }
}
