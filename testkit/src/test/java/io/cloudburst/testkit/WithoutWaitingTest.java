package io.cloudburst.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.CallOptions;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.RetryPolicy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WithoutWaitingTest {
    @RegisterExtension
    static final CloudburstExtension CLOUDBURST =
            CloudburstExtension.inMemory().withCallTimeout(Duration.ofHours(20)).withoutWaiting();

    @Test
    void aDelayIsOverAtOnce(Cloudburst cloudburst) {
        var square = cloudburst.register("square", (FunctionContext context, Integer x) -> x * x);

        assertThat(square.function()
                        .with(CallOptions.NONE.withDelay(Duration.ofHours(5)))
                        .call(3)
                        .get(Duration.ofSeconds(10)))
                .isEqualTo(9);
    }

    @Test
    void aBackoffIsOverAtOnce(Cloudburst cloudburst) {
        Duration hour = Duration.ofHours(1);
        var flaky = cloudburst.register(
                "flaky",
                (FunctionContext context) -> {
                    long attempt = CallOptionsContract.Attempts.next("without_waiting");
                    if (attempt < 5) {
                        throw new IllegalStateException("not yet");
                    }
                    return attempt;
                },
                FunctionOptions.retrying(RetryPolicy.attempts(5).withBackoff(hour, 1, hour)));

        assertThat(flaky.call().get(Duration.ofSeconds(10))).isEqualTo(5);
    }

    @Test
    void answersToOneIdempotencyKeyAreStillKept(Cloudburst cloudburst) {
        var once = cloudburst
                .register("once", (FunctionContext context) -> {
                    context.counter("runs").add(1);
                    return context.counter("runs").value();
                })
                .function()
                .with(CallOptions.NONE.withIdempotencyKey("key"));

        assertThat(once.call().get()).isEqualTo(1);
        assertThat(once.call().get()).isEqualTo(1);
    }

    @Test
    void onlyInMemory() {
        assertThatThrownBy(CloudburstExtension.stack()::withoutWaiting)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("inMemory()");
    }
}
