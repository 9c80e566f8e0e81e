package io.cloudburst.sdk.store;

import io.cloudburst.protocol.GetReply;
import io.cloudburst.protocol.GetRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The read of one key: asks its owners, one after the other, until one answers or its time is over. */
final class KeyRead {
    private final StoreChannels channels;
    private final StoreDirectory directory;
    private final GetRequest request;
    /** By {@link System#nanoTime}. */
    private final long deadline;

    private final CompletableFuture<StoredValue> done = new CompletableFuture<>();

    private KeyRead(StoreChannels channels, StoreDirectory directory, GetRequest request, long deadline) {
        this.channels = channels;
        this.directory = directory;
        this.request = request;
        this.deadline = deadline;
    }

    static CompletableFuture<StoredValue> begin(
            StoreChannels channels, StoreDirectory directory, GetRequest request, Duration timeout) {
        KeyRead read = new KeyRead(channels, directory, request, System.nanoTime() + timeout.toNanos());
        read.attempt(0, null);
        return read.done;
    }

    private void attempt(int number, Throwable lastFailure) {
        Owners owners = Owners.of(directory, request.getAtLeast().getPartition());
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            done.completeExceptionally(owners.timeout(describe(), lastFailure));
            return;
        }
        Optional<String> address = owners.at(number);
        if (address.isEmpty()) {
            Owners.later(() -> attempt(number + 1, lastFailure));
            return;
        }
        channels.get(address.get(), request, owners.attemptNanos(left)).whenComplete((reply, failure) -> {
            if (failure == null) {
                complete(reply);
                return;
            }
            Owners.finalFailure(request.getKey(), failure)
                    .ifPresentOrElse(
                            done::completeExceptionally, () -> Owners.later(() -> attempt(number + 1, failure)));
        });
    }

    private void complete(GetReply reply) {
        try {
            done.complete(StoreCodec.decode(request.getKey(), reply));
        } catch (RuntimeException e) {
            done.completeExceptionally(e);
        }
    }

    private String describe() {
        return Owners.describe(
                request.getKey(),
                request.getAtLeast().getPartition(),
                request.getAtLeast().getOffset());
    }
}
