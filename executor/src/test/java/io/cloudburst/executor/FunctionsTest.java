package io.cloudburst.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cloudburst.protocol.FunctionBody;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.code.CodeBundle;
import io.cloudburst.sdk.registry.RegisteredCode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class FunctionsTest {
    private static final RegisteredCode CODE = new RegisteredCode(
            "slow",
            1,
            CodeBundle.NONE,
            FunctionBody.getDefaultInstance(),
            List.of(),
            "java.lang.Object",
            FunctionOptions.NONE);

    @Test
    void whoeverWaitsWhileAnotherLoadsAFunctionCanBeInterrupted() throws Exception {
        CountDownLatch loads = new CountDownLatch(1);
        CountDownLatch enough = new CountDownLatch(1);
        Functions functions = new Functions(name -> Optional.of(CODE), code -> {
            loads.countDown();
            hold(enough);
            throw new CloudburstException(ErrorCode.EXECUTION_ERROR, "not to be loaded");
        });
        CompletableFuture<Void> loader = CompletableFuture.runAsync(() -> functions.acquire(CODE));
        loads.await();
        CompletableFuture<Void> waiter = new CompletableFuture<>();
        Thread waiting = new Thread(() -> {
            try {
                functions.acquire(CODE).close();
            } catch (CloudburstException e) {
                waiter.completeExceptionally(e);
            }
        });
        waiting.start();
        await().until(() -> waiting.getState() == Thread.State.WAITING);

        waiting.interrupt();

        await().until(waiter::isCompletedExceptionally);
        assertThatThrownBy(waiter::join)
                .hasCauseInstanceOf(CloudburstException.class)
                .hasMessageContaining("CANCELLED");
        assertThat(loader).isNotDone();
        enough.countDown();
        await().until(loader::isCompletedExceptionally);
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
