package io.cloudburst.chaos.load;

import static io.cloudburst.sdk.Dag.each;
import static io.cloudburst.sdk.Dag.spread;

import io.cloudburst.chaos.history.Change;
import io.cloudburst.chaos.history.Effect;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.FunctionOptions;
import java.util.List;

/** The functions that are called, and what they write. */
final class ChaosFunctions {
    static final String SQUARE = "chaos_square";
    static final String INCR = "chaos_incr";
    static final String CHAIN = "chaos_chain";
    static final String FAN_OUT = "chaos_fan_out";
    static final String SPREAD = "chaos_spread";
    static final String COUNT = "chaos_count";
    static final String REMOTE_SQUARE = "chaos_remote_square";
    static final String REMOTE_COUNT = "chaos_remote_count";

    private static final int SHARED_KEYS = 8;

    private ChaosFunctions() {}

    static void register(Cloudburst cloudburst) {
        cloudburst.register(INCR, (FunctionContext context, Long x) -> x + 1);
        cloudburst.register(SQUARE, (FunctionContext context, Long x) -> x * x);
        cloudburst.register("chaos_add", (FunctionContext context, Long a, Long b) -> a + b);
        cloudburst.register("chaos_sum", (FunctionContext context, List<?> all) -> all.stream()
                .mapToLong(each -> ((Number) each).longValue())
                .sum());
        cloudburst.register(COUNT, (FunctionContext context, String token) -> count(context, token));
        cloudburst.register(REMOTE_SQUARE, (FunctionContext context, Long x) -> x * x, FunctionOptions.NONE.remote());
        cloudburst.register(
                REMOTE_COUNT,
                (FunctionContext context, String token) -> count(context, token),
                FunctionOptions.NONE.remote());
        cloudburst.registerDag(Dag.chain(CHAIN, INCR, SQUARE));
        cloudburst.registerDag(Dag.named(FAN_OUT)
                .node("all", INCR, each())
                .node("sum", "chaos_sum")
                .edge("all", "sum")
                .build());
        cloudburst.registerDag(Dag.named(SPREAD)
                .node("top", INCR)
                .node("left", INCR, spread())
                .node("right", SQUARE, spread())
                .node("end", "chaos_add")
                .edge("top", "left")
                .edge("top", "right")
                .edge("left", "end")
                .edge("right", "end")
                .build());
    }

    /** To one key that it has for itself, and to two that it shares with others. */
    private static String count(FunctionContext context, String token) {
        context.counter(ownCounter(token)).add(1);
        context.counter(sharedCounter(token)).add(1);
        context.set(sharedSet(token), String.class).add(token);
        return token;
    }

    /** What {@link #COUNT} and {@link #REMOTE_COUNT} write. */
    static Effect effectOf(String token) {
        return new Effect(
                token,
                List.of(
                        Change.add(ownCounter(token), 1),
                        Change.add(sharedCounter(token), 1),
                        Change.element(sharedSet(token), token)));
    }

    private static String ownCounter(String token) {
        return Keys.PREFIX + "once/" + token;
    }

    private static String sharedCounter(String token) {
        return Keys.PREFIX + "called/" + Math.floorMod(token.hashCode(), SHARED_KEYS);
    }

    private static String sharedSet(String token) {
        return Keys.PREFIX + "tokens/" + Math.floorMod(token.hashCode(), SHARED_KEYS);
    }
}
