package io.cloudburst.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.CallOptions;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.RetryPolicy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A function that throws and is tried again writes what it has written already once. */
class RetriedWritesIT {
    private static final FunctionOptions THRICE = FunctionOptions.retrying(
            RetryPolicy.attempts(3).withBackoff(Duration.ofMillis(10), 1, Duration.ofMillis(10)));

    private final Cloudburst cloudburst = SharedStack.client();

    /** What runs in the job; in a class without the test's libraries. */
    static final class Flaky {
        private static final Map<String, AtomicInteger> ATTEMPTS = new ConcurrentHashMap<>();

        private Flaky() {}

        static int attempt(String what) {
            return ATTEMPTS.computeIfAbsent(what, first -> new AtomicInteger()).incrementAndGet();
        }

        static Long writes(FunctionContext context, String key) {
            context.counter(key).add(2);
            context.counter(key).add(5);
            long own = context.counter(key).value();
            context.set(key + " set", String.class).add("element");
            context.counter(key).add(-1);
            if (attempt(key) < 3) {
                throw new IllegalStateException("not yet");
            }
            return own;
        }

        static String puts(FunctionContext context, String key) throws InterruptedException {
            context.put(key, "mine");
            context.map(key + " map", String.class).put("name", "mine");
            if (attempt(key) == 1) {
                while (!context.get(key, String.class).equals(Optional.of("between"))) {
                    Thread.sleep(5);
                }
                throw new IllegalStateException("not yet");
            }
            return context.get(key, String.class).orElseThrow();
        }

        static Boolean removes(FunctionContext context, String key) {
            boolean first = attempt(key) == 1;
            if (first) {
                context.set(key, String.class).add("mine");
            }
            // In the second attempt there is nothing to remove: what follows must not be taken for the removal.
            context.set(key, String.class).remove("theirs");
            context.set(key, String.class).add("last");
            context.counter(key + " counter").reset();
            context.counter(key + " counter").add(1);
            if (first) {
                throw new IllegalStateException("not yet");
            }
            return true;
        }

        static Long goesOnAfterItsTime(FunctionContext context, String key) throws InterruptedException {
            context.counter(key).add(1);
            if (attempt(key) == 1) {
                Thread.sleep(Duration.ofMinutes(1).toMillis());
            }
            return context.counter(key).value();
        }
    }

    @Test
    void whatWasAddedIsThereOnce() {
        cloudburst.register("retried_writes", Flaky::writes, THRICE);

        Object seen = cloudburst.function("retried_writes").call("retried").get();

        assertThat(cloudburst.counter("retried").value()).isEqualTo(6);
        assertThat(cloudburst.set("retried set", String.class).elements()).containsExactly("element");
        // The last attempt sees what the ones before it have taken off.
        assertThat(seen).isEqualTo(6L);
    }

    @Test
    void whatOthersHavePutBetweenTheAttemptsStays() {
        cloudburst.register("retried_puts", Flaky::puts, THRICE);

        CloudFuture<Object> call = cloudburst.function("retried_puts").call("put again");
        await().until(() -> cloudburst.get("put again", String.class).isPresent());
        cloudburst.map("put again map", String.class).put("name", "between");
        cloudburst.put("put again", "between");

        assertThat(call.get()).isEqualTo("mine");
        assertThat(cloudburst.get("put again", String.class)).contains("between");
        assertThat(cloudburst.map("put again map", String.class).get("name")).contains("between");
    }

    @Test
    void anAttemptThatDoesSomethingElseLosesNothing() {
        cloudburst.register("retried_removes", Flaky::removes, THRICE);
        cloudburst.set("removed", String.class).add("theirs");
        cloudburst.counter("removed counter").add(40);

        cloudburst.function("retried_removes").call("removed").get();

        assertThat(cloudburst.set("removed", String.class).elements()).isEqualTo(Set.of("mine", "last"));
        assertThat(cloudburst.counter("removed counter").value()).isEqualTo(1);
    }

    @Test
    void aCallThatIsRepeatedAfterItsTimeWasOverGoesOnWithWhatItHasWritten() {
        cloudburst.register("retried_late", Flaky::goesOnAfterItsTime);
        CallOptions once = CallOptions.NONE.withIdempotencyKey("late");

        SharedStack.failureOf(
                () -> cloudburst
                        .function("retried_late")
                        .with(once.withTimeout(Duration.ofSeconds(1)))
                        .call("late")
                        .get(),
                ErrorCode.TIMEOUT);
        Object counted =
                cloudburst.function("retried_late").with(once).call("late").get();

        assertThat(counted).isEqualTo(1L);
    }
}
