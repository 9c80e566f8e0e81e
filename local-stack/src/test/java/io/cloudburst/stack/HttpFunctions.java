package io.cloudburst.stack;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.RetryPolicy;
import java.time.Duration;

/** What is called over HTTP, in a class that needs nothing where it runs. */
final class HttpFunctions {
    private HttpFunctions() {}

    static void register() {
        Cloudburst cloudburst = SharedStack.client();
        cloudburst.register("http_square", (FunctionContext context, Long x) -> x * x);
        cloudburst.register("http_incr", (FunctionContext context, Long x) -> x + 1);
        cloudburst.register("http_echo", (FunctionContext context, Object x) -> x);
        cloudburst.register("http_repeated", (FunctionContext context, Integer times) -> "x".repeat(times));
        cloudburst.register("http_throws", (FunctionContext context, String why) -> {
            throw new IllegalStateException(why);
        });
        cloudburst.register(
                "http_flaky",
                (FunctionContext context, String why) -> {
                    throw new IllegalStateException(why);
                },
                FunctionOptions.retrying(
                        RetryPolicy.attempts(3).withBackoff(Duration.ofMillis(5), 1, Duration.ofMillis(5))));
        cloudburst.register("http_count", (FunctionContext context, String counter) -> {
            context.counter(counter).add(1);
            return context.counter(counter).value();
        });
        cloudburst.register("http_sleep", (FunctionContext context, Long millis) -> {
            Thread.sleep(millis);
            return millis;
        });
        cloudburst.registerDag(Dag.chain("http_chain", "http_incr", "http_square"));
    }
}
