package io.cloudburst.statefun;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.statefun.sdk.Address;
import org.apache.flink.statefun.sdk.Context;
import org.apache.flink.statefun.sdk.io.EgressIdentifier;
import org.apache.flink.statefun.sdk.metrics.Counter;
import org.apache.flink.statefun.sdk.metrics.Metrics;

/**
 * What a function of a {@link MemoryJob} sees of it, for one message.
 *
 * @param caller null for a message from outside
 */
record MemoryContext(MemoryJob job, Address self, Address caller) implements Context {
    /** Nobody reads them here. */
    private static final Counter UNCOUNTED = new Counter() {
        @Override
        public void inc(long amount) {}

        @Override
        public void dec(long amount) {}
    };

    @Override
    public void send(Address to, Object message) {
        job.send(self, to, message);
    }

    @Override
    public <T> void send(EgressIdentifier<T> egress, T message) {
        job.send(egress, message);
    }

    @Override
    public void sendAfter(Duration delay, Address to, Object message) {
        job.sendAfter(delay, self, to, message, null);
    }

    @Override
    public void sendAfter(Duration delay, Address to, Object message, String cancellationToken) {
        job.sendAfter(delay, self, to, message, cancellationToken);
    }

    @Override
    public void cancelDelayedMessage(String cancellationToken) {
        job.cancelDelayed(cancellationToken);
    }

    @Override
    public <M, T> void registerAsyncOperation(M metadata, CompletableFuture<T> operation) {
        job.await(self, metadata, operation);
    }

    @Override
    public Metrics metrics() {
        return name -> UNCOUNTED;
    }
}
