package io.cloudburst.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.RegisteredFunction;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.Ref;
import io.cloudburst.sdk.value.ValueCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes wrong says so at once, and the next good call works. */
abstract class ErrorsContract extends Contract {
    private final Cloudburst cloudburst = client();
    private final RegisteredFunction.Of1<Integer, Integer> square =
            cloudburst.register("err_square", (FunctionContext context, Integer x) -> x * x);

    ErrorsContract(CloudburstExtension extension) {
        super(extension);
    }

    @AfterEach
    void theNextGoodCallWorks() {
        assertThat(square.call(2).get(Duration.ofSeconds(10))).isEqualTo(4);
    }

    @Test
    void anUnknownFunctionOrDag() {
        assertThat(failureOf(() -> cloudburst.function("no_such"), ErrorCode.FUNCTION_NOT_FOUND))
                .hasMessageContaining("'no_such'");
        assertThat(failureOf(() -> cloudburst.callDag("no_such", Map.of()).get(), ErrorCode.DAG_NOT_FOUND))
                .hasMessageContaining("'no_such'");
        failureOf(() -> cloudburst.deleteDag("no_such"), ErrorCode.DAG_NOT_FOUND);
    }

    @Test
    void aDagOfAnUnknownFunction() {
        assertThat(failureOf(
                        () -> cloudburst.registerDag(Dag.chain("err_unknown", "err_square", "ghost")),
                        ErrorCode.DAG_INVALID))
                .hasMessageContaining("'ghost'");
        assertThat(cloudburst.listDags("err_unknown")).isEmpty();
    }

    @Test
    void moreEdgesThanParameters() {
        Dag dag = Dag.named("err_edges")
                .node("a", "err_square")
                .node("b", "err_square")
                .node("c", "err_square")
                .edge("a", "c")
                .edge("b", "c")
                .build();

        assertThat(failureOf(() -> cloudburst.registerDag(dag), ErrorCode.DAG_INVALID))
                .hasMessageContaining("'c' gets 2 results");
    }

    @Test
    void aDagNameTwice() {
        Dag dag = Dag.chain("err_twice", "err_square");
        cloudburst.registerDag(dag);
        cloudburst.registerDag(dag);
        Dag other = Dag.named("err_twice").node("other", "err_square").build();

        assertThat(failureOf(() -> cloudburst.registerDag(other), ErrorCode.DAG_INVALID))
                .hasMessageContaining("replaceDag");
        cloudburst.replaceDag(other);
        assertThat(cloudburst.callDag("err_twice", Map.of("other", List.of(3))).get())
                .isEqualTo(9);
    }

    @Test
    void aFunctionThatThrowsInTheFirstMiddleAndLastStage() {
        cloudburst.register("err_pass", (FunctionContext context, Integer x) -> x);
        cloudburst.register("err_boom", (FunctionContext context, Integer x) -> {
            throw new IllegalStateException("boom at " + x);
        });
        for (List<String> chain : List.of(
                List.of("err_boom", "err_pass", "err_square"),
                List.of("err_pass", "err_boom", "err_square"),
                List.of("err_pass", "err_square", "err_boom"))) {
            // Fused, and with something in between.
            cloudburst.replaceDag(Dag.chain("err_fused", chain.toArray(String[]::new)));
            expectBoom("err_fused", chain.get(0));
            cloudburst.replaceDag(Dag.named("err_stages")
                    .node("a", chain.get(0))
                    .node("b", chain.get(1))
                    .node("side", "err_pass")
                    .node("c", chain.get(2))
                    .node("end", "err_pick")
                    .edge("a", "b")
                    .edge("a", "side")
                    .edge("b", "c")
                    .edge("c", "end")
                    .edge("side", "end")
                    .build());
            expectBoom("err_stages", "a");
        }
    }

    {
        cloudburst.register("err_pick", (FunctionContext context, Integer a, Integer b) -> a);
    }

    private void expectBoom(String dag, String source) {
        CloudburstException failure = failureOf(
                () -> cloudburst.callDag(dag, Map.of(source, List.of(1))).get(), ErrorCode.EXECUTION_ERROR);
        assertThat(failure).hasMessageContaining("'err_boom'").hasMessageContaining("boom at 1");
        assertThat(failure.remoteStackTrace()).contains("IllegalStateException", "ErrorsContract");
    }

    @Test
    void errorsOfTheJvmAreErrorsToo() {
        var recursive = cloudburst.register("err_overflow", (FunctionContext context) -> recurse(0));
        var noMemory = cloudburst.register("err_memory", (FunctionContext context) -> {
            List<long[]> all = new ArrayList<>();
            while (true) {
                all.add(new long[Integer.MAX_VALUE - 8]);
            }
        });

        assertThat(failureOf(() -> recursive.call().get(), ErrorCode.EXECUTION_ERROR))
                .hasMessageContaining("StackOverflowError");
        assertThat(failureOf(() -> noMemory.call().get(), ErrorCode.EXECUTION_ERROR))
                .hasMessageContaining("OutOfMemoryError");
    }

    private static int recurse(int depth) {
        return recurse(depth + 1) + 1;
    }

    @Test
    void aWrongNumberOrTypeOfArguments() {
        RegisteredFunction<Object> untyped = cloudburst.function("err_square");

        assertThat(failureOf(() -> untyped.call().get(), ErrorCode.INVALID_ARGUMENT))
                .hasMessageContaining("takes 1 argument, got 0");
        assertThat(failureOf(() -> untyped.call(1, 2).get(), ErrorCode.INVALID_ARGUMENT))
                .hasMessageContaining("takes 1 argument, got 2");
        assertThat(failureOf(() -> untyped.call("two").get(), ErrorCode.INVALID_ARGUMENT))
                .hasMessageContaining("java.lang.Integer")
                .hasMessageContaining("two");
        assertThat(failureOf(() -> untyped.call(new Object()).get(), ErrorCode.INVALID_ARGUMENT))
                .hasMessageContaining("java.lang.Object");
        cloudburst.registerDag(Dag.chain("err_args", "err_square"));
        failureOf(() -> cloudburst.callDag("err_args", Map.of()).get(), ErrorCode.INVALID_ARGUMENT);
        assertThat(failureOf(
                        () -> cloudburst
                                .callDag("err_args", Map.of("ghost", List.of(1)))
                                .get(),
                        ErrorCode.INVALID_ARGUMENT))
                .hasMessageContaining("'ghost'");
    }

    @Test
    void aReferenceToNothing() {
        assertThat(failureOf(() -> square.function().call(Ref.to("no such key")).get(), ErrorCode.INVALID_ARGUMENT))
                .hasMessageContaining("'no such key'");
    }

    @Test
    void tooLargeEitherWay() {
        var large = cloudburst.register("err_large", (FunctionContext context, Integer n) -> new byte[n]);
        var length = cloudburst.register("err_length", (FunctionContext context, byte[] bytes) -> bytes.length);

        byte[] tooMuch = new byte[ValueCodec.MAX_BYTES];

        assertThat(failureOf(() -> length.call(tooMuch).get(), ErrorCode.PAYLOAD_TOO_LARGE))
                .hasMessageContaining("67108869 bytes, at most 67108864");
        assertThat(failureOf(() -> large.call(tooMuch.length).get(), ErrorCode.PAYLOAD_TOO_LARGE))
                .hasMessageContaining("'err_large'")
                .hasMessageContaining("67108869 bytes, at most 67108864");
        assertThat(length.call(new byte[1_000_000]).get()).isEqualTo(1_000_000);
        assertThat(large.call(1_000_000).get()).hasSize(1_000_000);
        failureOf(() -> cloudburst.put("err_large", tooMuch), ErrorCode.PAYLOAD_TOO_LARGE);
        failureOf(
                () -> cloudburst.set("err_large_set", byte[].class).add(new byte[2_000_000]),
                ErrorCode.PAYLOAD_TOO_LARGE);
    }

    @Test
    void aResultThatCannotBeSent() {
        var unsendable = cloudburst.register("err_unsendable", (FunctionContext context) -> new Object());

        assertThat(failureOf(() -> unsendable.call().get(), ErrorCode.EXECUTION_ERROR))
                .hasMessageContaining("java.lang.Object");
    }

    @Test
    void badNamesAndKeys() {
        failureOf(() -> cloudburst.register("no spaces", (FunctionContext context) -> 1), ErrorCode.INVALID_ARGUMENT);
        failureOf(() -> cloudburst.put("", 1), ErrorCode.INVALID_ARGUMENT);
        failureOf(() -> cloudburst.put("cloudburst/x", 1), ErrorCode.INVALID_ARGUMENT);
        failureOf(() -> cloudburst.future("no id"), ErrorCode.INVALID_ARGUMENT);
    }
}
