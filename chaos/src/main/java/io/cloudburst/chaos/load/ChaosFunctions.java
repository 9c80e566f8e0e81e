package io.cloudburst.chaos.load;

import static io.cloudburst.sdk.Dag.each;
import static io.cloudburst.sdk.Dag.spread;

import io.cloudburst.chaos.history.Change;
import io.cloudburst.chaos.history.Effect;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.Message;
import java.time.Duration;
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
    static final String WRITE_ALL = "chaos_write_all";
    static final String SLEEP = "chaos_sleep";
    static final String FAIL = "chaos_fail";
    static final String WAIT = "chaos_wait";
    static final String SEND = "chaos_send";
    static final String LARGE_ARGUMENT = "chaos_large_argument";
    static final String LARGE_RESULT = "chaos_large_result";

    /** What {@link #WAIT} gives if no message has come. */
    static final String NO_MESSAGE = "no message";

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);

    private static final int SHARED_KEYS = 8;
    private static final int MOST_THAT_WAIT = 8;

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
        cloudburst.register(WRITE_ALL, (FunctionContext context, String token) -> writeAll(context, token));
        registerOthers(cloudburst);
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

    /** Those that wait, fail, tell each other something, or have much to carry. */
    private static void registerOthers(Cloudburst cloudburst) {
        // What has waited through an outage must not keep all threads from those that it waits for.
        FunctionOptions few = FunctionOptions.NONE.withMaxConcurrent(MOST_THAT_WAIT);
        cloudburst.register(
                SLEEP,
                (FunctionContext context, Long millis) -> {
                    Thread.sleep(millis);
                    return millis;
                },
                few);
        cloudburst.register(FAIL, (FunctionContext context, Long x) -> {
            throw new IllegalStateException("fails, as it should: " + x);
        });
        cloudburst.register(
                WAIT,
                (FunctionContext context) -> context.receive(String.class, LONGEST_WAIT)
                        .map(Message::body)
                        .orElse(NO_MESSAGE),
                few);
        cloudburst.register(SEND, (FunctionContext context, String id, String message) -> {
            context.send(id, message);
            return message;
        });
        cloudburst.register(LARGE_ARGUMENT, (FunctionContext context, String text) -> LargeTexts.nameOf(text));
        cloudburst.register(LARGE_RESULT, (FunctionContext context, Long number) -> LargeTexts.of(number));
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

    /** One of each kind that functions write. */
    private static String writeAll(FunctionContext context, String token) {
        for (Change change : effectOfAll(token).changes()) {
            switch (change.type()) {
                case OBJECT -> context.put(change.key(), change.value());
                case SET -> context.set(change.key(), String.class).add(change.value());
                case MAP -> context.map(change.key(), String.class).put(token, token);
                case COUNTER -> context.counter(change.key()).add(Long.parseLong(change.value()));
                default -> context.merge(change.key(), Lattices.of(change));
            }
        }
        return token;
    }

    /** What {@link #WRITE_ALL} writes. */
    static Effect effectOfAll(String token) {
        int shared = Math.floorMod(token.hashCode(), SHARED_KEYS);
        String prefix = Keys.PREFIX + "by-function/";
        return new Effect(
                token,
                List.of(
                        Change.object(prefix + "object/" + token, token),
                        Change.element(prefix + "set/" + shared, token),
                        Change.named(prefix + "map/" + shared, Change.Type.MAP, token, token),
                        Change.add(prefix + "counter/" + shared, -1),
                        Change.of(prefix + "grow-only-set/" + shared, Change.Type.GROW_ONLY_SET, token),
                        Change.of(prefix + "ordered-set/" + shared, Change.Type.ORDERED_SET, token),
                        Change.of(prefix + "flag/" + token, Change.Type.FLAG, true),
                        Change.of(prefix + "min/" + shared, Change.Type.MIN, token.hashCode()),
                        Change.of(prefix + "max/" + shared, Change.Type.MAX, token.hashCode())));
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
