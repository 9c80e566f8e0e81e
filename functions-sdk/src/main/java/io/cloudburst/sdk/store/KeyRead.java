package io.cloudburst.sdk.store;

import io.cloudburst.protocol.GetRequest;
import io.grpc.Status;
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
    /** Since a node has said that the value is too large to be answered at once. Used by one attempt after the other. */
    private volatile boolean inParts;

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
        ask(address.get(), owners.attemptNanos(number, left)).whenComplete((answer, failure) -> {
            if (failure == null) {
                done.complete(answer);
                return;
            }
            if (isTooLarge(failure) && !inParts && !request.hasElement()) {
                inParts = true;
                attempt(number, failure);
                return;
            }
            Owners.finalFailure(request.getKey(), failure)
                    .ifPresentOrElse(
                            done::completeExceptionally,
                            () -> Owners.later(() -> attempt(number + 1, Owners.tellingMore(lastFailure, failure))));
        });
    }

    private CompletableFuture<StoredValue> ask(String address, long timeoutNanos) {
        return inParts
                ? channels.getParts(address, request, timeoutNanos)
                        .thenApply(fragments -> StoreCodec.decode(request, fragments))
                : channels.get(address, request, timeoutNanos)
                        .thenApply(reply -> StoreCodec.decode(request.getKey(), reply));
    }

    static boolean isTooLarge(Throwable failure) {
        return Status.fromThrowable(failure).getCode() == Status.Code.OUT_OF_RANGE;
    }

    private String describe() {
        return Owners.describe(
                request.getKey(),
                request.getAtLeast().getPartition(),
                request.getAtLeast().getOffset());
    }
}
