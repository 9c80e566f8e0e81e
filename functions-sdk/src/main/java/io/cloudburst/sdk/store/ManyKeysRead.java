package io.cloudburst.sdk.store;

import io.cloudburst.protocol.GetRequest;
import io.cloudburst.protocol.MultiGetReply;
import io.cloudburst.protocol.MultiGetRequest;
import io.cloudburst.protocol.MultiGetResult;
import io.cloudburst.sdk.CloudburstException;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The read of many keys, in rounds: each asks owners for what is still to be read, a request for all keys that they share. What one
 * owner could not answer is asked of the next. A few requests at a time, so that the nodes serve others as well.
 */
final class ManyKeysRead {
    /** More a node refuses. */
    private static final int KEYS_A_REQUEST = 1_000;

    private static final int REQUESTS_A_ROUND = 8;

    private final StoreChannels channels;
    private final StoreDirectory directory;
    /** By {@link System#nanoTime}. */
    private final long deadline;

    /** To be read, by key: what is found is taken out. */
    private final Map<String, GetRequest> pending = new ConcurrentHashMap<>();

    /** To be read by themselves. */
    private final Queue<GetRequest> large = new ConcurrentLinkedQueue<>();

    private final Map<String, StoredValue> found = new ConcurrentHashMap<>();
    private final CompletableFuture<Map<String, StoredValue>> done = new CompletableFuture<>();
    /** Of a key or a request, this round's; null if there was none. */
    private volatile Throwable failure;

    private ManyKeysRead(StoreChannels channels, StoreDirectory directory, long deadline) {
        this.channels = channels;
        this.directory = directory;
        this.deadline = deadline;
    }

    /** Completes with something for every key, if only that it does not exist. */
    static CompletableFuture<Map<String, StoredValue>> begin(
            StoreChannels channels, StoreDirectory directory, Collection<GetRequest> requests, Duration timeout) {
        ManyKeysRead read = new ManyKeysRead(channels, directory, System.nanoTime() + timeout.toNanos());
        requests.forEach(request -> read.pending.put(request.getKey(), request));
        read.round(0, null);
        return read.done;
    }

    private record Batch(String address, Owners owners, List<GetRequest> gets) {}

    private void round(int number, Throwable lastFailure) {
        long left = deadline - System.nanoTime();
        if (pending.isEmpty()) {
            readLarge(left);
            return;
        }
        if (left <= 0) {
            done.completeExceptionally(timeout(lastFailure));
            return;
        }
        int before = pending.size();
        List<Batch> batches = batches(number);
        failure = null;
        CompletableFuture<?>[] ends = batches.stream()
                .limit(REQUESTS_A_ROUND)
                .map(batch -> ask(batch, batch.owners().attemptNanos(number, left)))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(ends).whenComplete((all, broken) -> {
            if (broken != null) {
                failure = broken.getCause();
            }
            if (done.isDone()) {
                return;
            }
            Throwable latest = failure == null ? lastFailure : Owners.tellingMore(lastFailure, failure);
            if (failure == null && pending.size() < before) {
                round(number + 1, latest);
            } else {
                Owners.later(() -> round(number + 1, latest));
            }
        });
    }

    /** Those that are too large to be answered with others, one after the other; then it is done. */
    private void readLarge(long left) {
        GetRequest next = large.poll();
        if (next == null) {
            done.complete(found);
            return;
        }
        KeyRead.begin(channels, directory, next, Duration.ofNanos(Math.max(1, left)))
                .whenComplete((value, broken) -> {
                    if (broken != null) {
                        done.completeExceptionally(broken);
                        return;
                    }
                    found.put(next.getKey(), value);
                    readLarge(deadline - System.nanoTime());
                });
    }

    private List<Batch> batches(int round) {
        List<Batch> full = new ArrayList<>();
        Map<Integer, Owners> owners = new HashMap<>();
        Map<String, Batch> open = new HashMap<>();
        for (GetRequest get : pending.values()) {
            Owners ofKey = owners.computeIfAbsent(get.getAtLeast().getPartition(), p -> Owners.of(directory, p));
            ofKey.at(round).ifPresent(address -> {
                Batch batch = open.computeIfAbsent(address, a -> new Batch(a, ofKey, new ArrayList<>()));
                batch.gets().add(get);
                if (batch.gets().size() == KEYS_A_REQUEST) {
                    full.add(open.remove(address));
                }
            });
        }
        full.addAll(open.values());
        return full;
    }

    private CompletableFuture<Void> ask(Batch batch, long timeoutNanos) {
        MultiGetRequest request =
                MultiGetRequest.newBuilder().addAllGets(batch.gets()).build();
        return channels.multiGet(batch.address(), request, timeoutNanos, part -> take(batch, part));
    }

    private void take(Batch batch, MultiGetReply part) {
        for (MultiGetResult result : part.getResultsList()) {
            // A node that names a key that was not asked for breaks its stream by the exception.
            String key = batch.gets().get(result.getIndex()).getKey();
            if (result.hasReply()) {
                try {
                    found.put(key, StoreCodec.decode(key, result.getReply()));
                    pending.remove(key);
                } catch (CloudburstException e) {
                    done.completeExceptionally(e);
                }
            } else {
                Throwable refused = Status.fromCodeValue(result.getFailure().getCode())
                        .withDescription(result.getFailure().getMessage())
                        .asRuntimeException();
                if (KeyRead.isTooLarge(refused)) {
                    large.add(pending.remove(key));
                    continue;
                }
                failure = refused;
                Owners.finalFailure(key, refused).ifPresent(done::completeExceptionally);
            }
        }
    }

    private CloudburstException timeout(Throwable lastFailure) {
        GetRequest first = pending.values().iterator().next();
        String others = pending.size() == 1 ? "" : " and %d others".formatted(pending.size() - 1);
        String what = Owners.describe(
                        first.getKey(),
                        first.getAtLeast().getPartition(),
                        first.getAtLeast().getOffset())
                + others;
        return Owners.of(directory, first.getAtLeast().getPartition()).timeout(what, lastFailure);
    }
}
