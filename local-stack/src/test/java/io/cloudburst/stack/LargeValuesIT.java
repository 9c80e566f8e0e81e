package io.cloudburst.stack;

import static io.cloudburst.stack.SharedStack.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.sdk.CallOptions;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.Ref;
import io.cloudburst.sdk.store.LargeObjects;
import io.cloudburst.sdk.store.LargeValues;
import io.cloudburst.sdk.store.ObjectStore;
import io.cloudburst.sdk.store.Writers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Values that no record holds, wherever they go; and that nothing of them is left. */
class LargeValuesIT {
    /** 10 MB. */
    private static final int DOUBLES = 1_250_000;

    private final Cloudburst cloudburst = SharedStack.client();
    private final double[] large = IntStream.range(0, DOUBLES).asDoubleStream().toArray();
    private Set<String> before;

    @BeforeEach
    void lookAtTheStore() {
        before = chunks();
    }

    @AfterEach
    void nothingIsLeft() {
        await().atMost(Duration.ofSeconds(30)).until(() -> before.containsAll(chunks()));
    }

    private Set<String> chunks() {
        Set<String> live = new TreeSet<>();
        for (String prefix : List.of("cloudburst/large/", "cloudburst/large-object/")) {
            cloudburst.store().scan(prefix, 100_000, Duration.ofSeconds(10)).forEach((key, stored) -> {
                if (((LastWriterWins) stored.lattice().orElseThrow()).isLive(System.currentTimeMillis())) {
                    live.add(key);
                }
            });
        }
        return live;
    }

    @Test
    void anArgumentAndAResult() {
        var doubled = cloudburst.register(
                "large_doubled",
                (FunctionContext context, double[] numbers) ->
                        Arrays.stream(numbers).map(x -> 2 * x).toArray());

        double[] result = doubled.call(large).get();

        assertThat(result).hasSize(DOUBLES);
        assertThat(result[DOUBLES - 1]).isEqualTo(2.0 * (DOUBLES - 1));
    }

    @Test
    void manyArgumentsThatAreTooMuchTogether() {
        var lengths = cloudburst.register(
                "large_lengths",
                (FunctionContext context, byte[] a, byte[] b, String c, byte[] d) ->
                        List.of(a.length, b.length, c.length(), d.length));

        assertThat(lengths.call(new byte[900_000], new byte[800_000], "c", new byte[700_000])
                        .get())
                .isEqualTo(List.of(900_000, 800_000, 1, 700_000));
    }

    @Test
    void collectionsAndText() {
        var reversed = cloudburst.register("large_reversed", (FunctionContext context, List<String> names) -> {
            List<String> all = new ArrayList<>(names);
            Collections.reverse(all);
            return all;
        });
        var twice = cloudburst.register("large_twice", (FunctionContext context, String text) -> text + text);
        List<String> names =
                IntStream.range(0, 200_000).mapToObj(i -> "name " + i).toList();

        assertThat(reversed.call(names).get()).hasSize(200_000).first().isEqualTo("name 199999");
        assertThat(twice.call("x".repeat(2_000_000)).get()).hasSize(4_000_000);
    }

    @Test
    void betweenSpreadStagesOfADag() {
        cloudburst.register("large_range", (FunctionContext context, Integer n) -> IntStream.range(0, n)
                .asDoubleStream()
                .toArray());
        cloudburst.register("large_halved", (FunctionContext context, double[] numbers) -> Arrays.stream(numbers)
                .map(x -> x / 2)
                .toArray());
        cloudburst.register(
                "large_sum",
                (FunctionContext context, double[] a, double[] b) ->
                        Arrays.stream(a).sum() + Arrays.stream(b).sum());
        cloudburst.registerDag(Dag.named("large_spread")
                .node("source", "large_range")
                .node("left", "large_halved", Dag.spread())
                .node("right", "large_halved", Dag.spread())
                .node("sink", "large_sum")
                .edge("source", "left")
                .edge("source", "right")
                .edge("left", "sink")
                .edge("right", "sink")
                .build());

        double sum = (double) DOUBLES * (DOUBLES - 1) / 2;
        assertThat(cloudburst
                        .callDag("large_spread", Map.of("source", List.of(DOUBLES)), Double.class)
                        .get())
                .isEqualTo(sum);
    }

    @Test
    void aListThatARunTakesApartAndPutsTogether() {
        cloudburst.register("large_texts", (FunctionContext context, Integer n) -> IntStream.range(0, n)
                .mapToObj(i -> i + "x".repeat(9_000))
                .toList());
        cloudburst.register("large_with_y", (FunctionContext context, String text) -> text + "y");
        cloudburst.register("large_without_x", (FunctionContext context, String text) -> text.replace("x", ""));
        cloudburst.register("large_joined", (FunctionContext context, List<String> texts) -> String.join(" ", texts));
        cloudburst.registerDag(Dag.named("large_each")
                .node("source", "large_texts")
                .node("first", "large_with_y", Dag.each())
                .node("second", "large_without_x", Dag.each())
                .node("sink", "large_joined")
                .edge("source", "first")
                .edge("first", "second")
                .edge("second", "sink")
                .build());
        cloudburst.registerDag(Dag.named("large_each_at_the_end")
                .node("source", "large_texts")
                .node("first", "large_with_y", Dag.each())
                .edge("source", "first")
                .build());

        assertThat(cloudburst
                        .callDag("large_each", Map.of("source", List.of(1_000)), String.class)
                        .get())
                .startsWith("0y 1y 2y")
                .endsWith("998y 999y");
        List<?> texts = cloudburst
                .callDag("large_each_at_the_end", Map.of("source", List.of(1_000)), List.class)
                .get();
        assertThat(texts).hasSize(1_000);
        assertThat((String) texts.get(999)).startsWith("999x").endsWith("xy");
    }

    @Test
    void anArrayThatARunTakesApart() {
        cloudburst.register("large_array", (FunctionContext context, Integer n) -> IntStream.range(0, n)
                .asDoubleStream()
                .toArray());
        cloudburst.register("large_square", (FunctionContext context, Double x) -> x * x);
        cloudburst.registerDag(Dag.named("large_squares")
                .node("source", "large_array")
                .node("square", "large_square", Dag.each())
                .edge("source", "square")
                .build());

        double[] squares = cloudburst
                .callDag("large_squares", Map.of("source", List.of(200_000)), double[].class)
                .get();

        assertThat(squares).hasSize(200_000);
        assertThat(squares[199_999]).isEqualTo(199_999.0 * 199_999.0);
    }

    @Test
    void throughARaceAndASubDag() {
        cloudburst.register("large_zeros", (FunctionContext context, Integer n) -> new byte[n]);
        cloudburst.register("large_same", (FunctionContext context, byte[] bytes) -> bytes);
        cloudburst.register("large_count", (FunctionContext context, byte[] bytes) -> bytes.length);
        cloudburst.registerDag(Dag.named("large_inner")
                .node("once", "large_same")
                .node("twice", "large_same")
                .edge("once", "twice")
                .build());
        cloudburst.registerDag(Dag.named("large_race")
                .node("a", "large_zeros")
                .node("b", "large_zeros")
                .node("race", "large_same", Dag.race())
                .dag("inner", "large_inner")
                .node("sink", "large_count")
                .edge("a", "race")
                .edge("b", "race")
                .edge("race", "inner")
                .edge("inner", "sink")
                .build());

        assertThat(cloudburst
                        .callDag("large_race", Map.of("a", List.of(3_000_000), "b", List.of(3_000_000)), Integer.class)
                        .get())
                .isEqualTo(3_000_000);
    }

    @Test
    void objectsInTheStore() {
        var first = cloudburst.register(
                "large_last", (FunctionContext context, double[] numbers) -> numbers[numbers.length - 1]);
        var copy = cloudburst.register("large_copy", (FunctionContext context, String from, String to) -> {
            context.put(to, context.get(from, double[].class).orElseThrow());
            return context.get(to, double[].class).orElseThrow().length;
        });

        cloudburst.put("large object", large);
        assertThat(cloudburst.get("large object", double[].class)).hasValue(large);
        assertThat(first.function().call(Ref.to("large object")).get()).isEqualTo(DOUBLES - 1.0);
        assertThat(copy.call("large object", "large copy").get()).isEqualTo(DOUBLES);
        assertThat(cloudburst.get("large copy", double[].class)).hasValue(large);
        assertThat(cloudburst.getAll(List.of("large object", "large copy"), double[].class))
                .hasSize(2);

        cloudburst.put("large object", large, Duration.ofSeconds(1));
        // Who reads it in its last moment may find that its bytes are gone, and is told so.
        await().ignoreExceptionsInstanceOf(CloudburstException.class)
                .until(() -> cloudburst.get("large object", double[].class).isEmpty());
        cloudburst
                .register("large_replaced", (FunctionContext context, String key) -> {
                    context.put(key, 1);
                    return null;
                })
                .call("large copy")
                .get();
        assertThat(cloudburst.get("large copy", Integer.class)).hasValue(1);
    }

    @Test
    void whatSomebodyElseHasReplacedIsSwept() {
        cloudburst.put("large kept", new byte[3_000_000]);
        cloudburst.put("large swept", new byte[3_000_000]);
        cloudburst.put("large deleted", new byte[3_000_000]);
        try (Cloudburst other = SharedStack.connect()) {
            other.put("large swept", 1);
            other.delete("large deleted");
        }
        Set<String> all = chunks();
        ObjectStore objects = new ObjectStore(cloudburst.store(), new Writers());
        LargeObjects large = new LargeObjects(objects, new LargeValues(objects));

        large.sweep(System.currentTimeMillis());
        assertThat(chunks()).as("they might be on their way").isEqualTo(all);
        large.sweep(System.currentTimeMillis() + Duration.ofMinutes(11).toMillis());

        await().untilAsserted(() -> assertThat(chunks()).hasSize(before.size() + 7));
        assertThat(cloudburst.get("large kept", byte[].class).orElseThrow()).hasSize(3_000_000);
        cloudburst.delete("large kept");
    }

    @Test
    void underAnOutputKeyItStays() {
        var zeros = cloudburst.register("large_output", (FunctionContext context, Integer n) -> new byte[n]);

        assertThat(zeros.function()
                        .with(CallOptions.NONE.withOutputKey("large output"))
                        .call(3_000_000)
                        .get())
                .hasSize(3_000_000);
        assertThat(cloudburst.get("large output", byte[].class).orElseThrow()).hasSize(3_000_000);
        cloudburst
                .register("large_delete", (FunctionContext context, String key) -> {
                    context.delete(key);
                    return null;
                })
                .call("large output")
                .get();
        await().until(() -> cloudburst.get("large output", byte[].class).isEmpty());
    }

    @Test
    void anAnswerThatIsKeptAnswersAgain() {
        var counted = cloudburst.register("large_counted", (FunctionContext context, byte[] bytes) -> {
            context.counter("large calls").add(1);
            return bytes;
        });
        CallOptions once = CallOptions.NONE.withIdempotencyKey("large once");

        for (int i = 0; i < 2; i++) {
            assertThat(counted.function().with(once).call(new byte[3_000_000]).get())
                    .hasSize(3_000_000);
        }
        assertThat(cloudburst.counter("large calls").value()).isEqualTo(1);
        failureOf(() -> counted.function().with(once).call(new byte[3_000_001]).get(), ErrorCode.INVALID_ARGUMENT);
        // What is kept of these goes by itself, when it is no longer kept.
        before = chunks();
    }

    @Test
    void futuresAsArguments() {
        var zeros = cloudburst.register("large_future", (FunctionContext context, Integer n) -> new byte[n]);
        var count = cloudburst.register("large_future_count", (FunctionContext context, byte[] bytes) -> bytes.length);

        CloudFuture<byte[]> future = zeros.call(3_000_000);

        assertThat(count.function().call(future).get()).isEqualTo(3_000_000);
    }

    @Test
    void whatNobodyWaitsForIsRemovedToo() {
        var kept = cloudburst.register("large_unanswered", (FunctionContext context, byte[] bytes) -> {
            context.counter("large unanswered").add(bytes.length);
            return bytes;
        });

        kept.function().send(new byte[3_000_000]).join();

        await().until(() -> cloudburst.counter("large unanswered").value() == 3_000_000);
    }

    @Test
    void aFunctionThatFailsLeavesNothing() {
        var failing = cloudburst.register("large_failing", (FunctionContext context, byte[] bytes) -> {
            throw new IllegalStateException("no");
        });

        failureOf(() -> failing.function().call(new byte[3_000_000]).get(), ErrorCode.EXECUTION_ERROR);
    }

    @Test
    void theLargestThereIs() {
        var same = cloudburst.register("large_most", (FunctionContext context, byte[] bytes) -> bytes.length);

        assertThat(same.call(new byte[64 * 1024 * 1024 - 100]).get()).isEqualTo(64 * 1024 * 1024 - 100);
    }
}
