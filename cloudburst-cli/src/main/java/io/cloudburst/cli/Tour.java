package io.cloudburst.cli;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.RegisteredFunction;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.Ref;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The example that the project began with, step by step, each with its result. */
final class Tour {
    private final Cloudburst cloudburst;
    private final PrintWriter out;

    Tour(Cloudburst cloudburst, PrintWriter out) {
        this.cloudburst = cloudburst;
        this.out = out;
    }

    /** What a new Cloudburst starts with, so that there is something to call. */
    static void registerFunctions(Cloudburst cloudburst) {
        cloudburst.register("square", (FunctionContext context, Integer x) -> x * x);
        cloudburst.register("incr", (FunctionContext context, Integer x) -> x + 1);
        cloudburst.registerDag(Dag.chain("incr_then_square", "incr", "square"));
    }

    /** @throws IllegalStateException if a step has another result than it should */
    void run() {
        out.println();
        RegisteredFunction.Of1<Integer, Integer> square =
                cloudburst.register("square", (FunctionContext context, Integer x) -> x * x);
        step("register(\"square\", (context, x) -> x * x)", square.function());
        step("square.call(2).get()", square.call(2).get(), 4);

        cloudburst.register("incr", (FunctionContext context, Integer x) -> x + 1);
        cloudburst.registerDag(Dag.chain("incr_then_square", "incr", "square"));
        step(
                "registerDag(Dag.chain(\"incr_then_square\", \"incr\", \"square\"))",
                cloudburst.dag("incr_then_square").edges());
        step(
                "callDag(\"incr_then_square\", {incr: [1]}).get()",
                cloudburst
                        .callDag("incr_then_square", Map.of("incr", List.of(1)))
                        .get(),
                4);

        cloudburst.put("numbers", new int[] {1, 2, 3});
        step("put(\"numbers\", [1, 2, 3])", "ok");
        RegisteredFunction.Of1<int[], Integer> sum =
                cloudburst.register("sum", (FunctionContext context, int[] numbers) -> {
                    int total = 0;
                    for (int number : numbers) {
                        total += number;
                    }
                    return total;
                });
        step(
                "sum.call(Ref.to(\"numbers\")).get()",
                sum.function().call(Ref.to("numbers")).get(),
                6);

        CloudFuture<Integer> future = square.call(12);
        step("future = square.call(12)", "call id " + future.callId());
        step("future.get()", future.get(), 144);
        step("future(callId).get()", cloudburst.future(future.callId()).get(), 144);

        step("square.call(null).get()", failureOf(square.call(null)), "EXECUTION_ERROR");
        step("square.call(3).get()", square.call(3).get(), 9);
    }

    private static String failureOf(CloudFuture<?> future) {
        try {
            return "no failure but " + future.get();
        } catch (CloudburstException e) {
            return e.code().toString();
        }
    }

    private void step(String what, Object result) {
        out.printf("  %-66s %s%n", what, result);
        out.flush();
    }

    private void step(String what, Object result, Object expected) {
        step(what, result);
        if (!Objects.equals(result, expected)) {
            throw new IllegalStateException("%s gave %s, not %s".formatted(what, result, expected));
        }
    }
}
