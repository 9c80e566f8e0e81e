package io.cloudburst.executor;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.Function1;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.Ref;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Stages that wait for objects; the store does not answer. What they do when it does is in a contract of {@code testkit}. */
class AwaitedObjectsTest {
    private static final Ref NEVER = Ref.to("never").waiting();

    private final TestExecutor executor = new TestExecutor(new PoolSettings(1, 8, 0))
            .register("plain", (Function1<Integer, Integer>) AwaitedObjectsTest::plain, FunctionOptions.NONE);

    private static Integer plain(FunctionContext context, Integer n) {
        return n;
    }

    @AfterEach
    void close() {
        executor.close();
    }

    @Test
    void noMoreWaitThanMayAndOneThatEndsMakesRoom() {
        TestExecutor.TestCall first = executor.call("plain", NEVER);
        executor.call("plain", NEVER);

        assertThat(executor.call("plain", NEVER).failure().code()).isEqualTo(ErrorCode.OVERLOADED);
        first.cancel();
        assertThat(executor.call("plain", NEVER).isDone()).isFalse();
        assertThat(executor.call("plain", 7).result())
                .as("the one thread is free")
                .isEqualTo(7);
    }

    @Test
    void theEndOfItsTimeNamesTheKey() {
        TestExecutor.TestCall call = executor.call(Duration.ofMillis(200), "plain", NEVER);

        assertThat(call.failure().code()).isEqualTo(ErrorCode.TIMEOUT);
        assertThat(call.failure().message()).contains("'never'");
    }
}
