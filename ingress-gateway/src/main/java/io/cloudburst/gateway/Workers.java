package io.cloudburst.gateway;

import io.cloudburst.gateway.http.ProblemException;
import io.cloudburst.gateway.http.ProblemKind;
import io.opentelemetry.context.Context;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Threads for what may wait, so that those of the server never do. A fixed number, and a bounded queue before them. */
final class Workers implements AutoCloseable {
    private final String name;
    private final ThreadPoolExecutor threads;

    Workers(String name, int threads, int waiting) {
        this.name = name;
        AtomicInteger count = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                threads, threads, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), work -> {
                    Thread thread = new Thread(work, name + "-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        this.threads.allowCoreThreadTimeOut(true);
    }

    /** What it throws is the future's failure; so is that too much waits already. */
    <T> CompletableFuture<T> run(Supplier<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        try {
            // In the trace of whoever asks for it.
            threads.execute(Context.current().wrap(() -> {
                try {
                    done.complete(work.get());
                } catch (RuntimeException | Error e) {
                    done.completeExceptionally(e);
                }
            }));
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(
                    new ProblemException(ProblemKind.OVERLOADED, "too much waits for " + name + "; ask again later"));
        }
        return done;
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
