package io.cloudburst.statefun;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.statefun.sdk.Address;
import org.apache.flink.statefun.sdk.Context;
import org.apache.flink.statefun.sdk.io.EgressIdentifier;
import org.apache.flink.statefun.sdk.metrics.Metrics;

/** What a function sends, for tests to look at. */
final class RecordedContext implements Context {
    record Sent(Address to, Object message) {}

    record Later(Duration delay, Object message) {}

    final List<Sent> sent = new ArrayList<>();
    final List<Later> later = new ArrayList<>();
    private final Address self;

    RecordedContext(Address self) {
        this.self = self;
    }

    @Override
    public Address self() {
        return self;
    }

    @Override
    public Address caller() {
        return null;
    }

    @Override
    public void send(Address to, Object message) {
        sent.add(new Sent(to, message));
    }

    @Override
    public <T> void send(EgressIdentifier<T> egress, T message) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void sendAfter(Duration delay, Address to, Object message) {
        if (!to.equals(self)) {
            throw new UnsupportedOperationException();
        }
        later.add(new Later(delay, message));
    }

    @Override
    public void sendAfter(Duration delay, Address to, Object message, String token) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void cancelDelayedMessage(String token) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <M, T> void registerAsyncOperation(M metadata, CompletableFuture<T> future) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Metrics metrics() {
        throw new UnsupportedOperationException();
    }
}
