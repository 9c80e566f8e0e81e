package io.cloudburst.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * Lets a command that goes on until Ctrl-C end in good order: when the JVM is told to end, {@link #asked} completes, and the JVM waits
 * until this is closed.
 */
final class Interrupt implements AutoCloseable {
    private final CompletableFuture<Void> asked = new CompletableFuture<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::awaitEnd, "cloudburst-stop");

    Interrupt() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Completes when the command is to end; it may be completed for other reasons as well. */
    CompletableFuture<Void> asked() {
        return asked;
    }

    private void awaitEnd() {
        asked.complete(null);
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ended.countDown();
        if (!asked.isDone()) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
