package io.cloudburst.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.Function1;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.FunctionOptions;
import org.junit.jupiter.api.Test;

class StageValuesTest {
    @Test
    void aLargeResultThatNobodyWantsAnyMoreIsRemovedOnceItIsStored() {
        try (TestExecutor executor = new TestExecutor(new PoolSettings(1, 10, 1))) {
            executor.register(
                    "large",
                    (Function1<Integer, byte[]>) (FunctionContext context, Integer bytes) -> new byte[bytes],
                    FunctionOptions.NONE);
            TestExecutor.TestCall call = executor.call("large", 3_000_000);
            await().until(() -> executor.log.held() > 0);

            call.cancel();

            assertThat(call.failure().code()).isEqualTo(ErrorCode.CANCELLED);
            await().untilAsserted(() -> {
                executor.log.acknowledge();
                assertThat(executor.log.written()).hasSizeGreaterThan(2).allSatisfy((chunk, times) -> assertThat(times)
                        .as("written, and deleted")
                        .isEqualTo(2));
            });
        }
    }
}
