package io.cloudburst.testkit;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.ConnectionSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/** A Cloudburst for a test or a class of tests, and its clients. */
final class TestCloudburst implements AutoCloseable {
    private final Supplier<Cloudburst> connect;
    /** The newest first: closed in that order, and what they are connected to last. Guarded by this. */
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    private final Cloudburst client;

    private TestCloudburst(AutoCloseable cloudburst, Supplier<Cloudburst> connect) {
        this.connect = connect;
        open.push(cloudburst);
        this.client = another();
    }

    static TestCloudburst inMemory(boolean waits, Duration callTimeout) {
        MemoryCloudburst memory = new MemoryCloudburst(waits);
        return new TestCloudburst(memory, () -> memory.connect(callTimeout));
    }

    /** One that runs elsewhere, and goes on after this. */
    static TestCloudburst at(String bootstrapServers, Duration callTimeout) {
        return new TestCloudburst(
                () -> {},
                () -> Cloudburst.connect(ConnectionSettings.of(bootstrapServers).withCallTimeout(callTimeout)));
    }

    Cloudburst client() {
        return client;
    }

    synchronized Cloudburst another() {
        Cloudburst another = connect.get();
        open.push(another);
        return another;
    }

    @Override
    public synchronized void close() {
        RuntimeException failure = null;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                failure = failure == null ? new IllegalStateException("what a test was given was not closed") : failure;
                failure.addSuppressed(e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
