package io.cloudburst.executor;

import io.cloudburst.lattices.Decomposition;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeTypeException;
import io.cloudburst.lattices.UpDownCounter;
import io.cloudburst.protocol.Reference;
import io.cloudburst.protocol.Value;
import io.cloudburst.protocol.Version;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.Names;
import io.cloudburst.sdk.deadline.Await;
import io.cloudburst.sdk.deadline.Monotonic;
import io.cloudburst.sdk.store.Frontier;
import io.cloudburst.sdk.store.KeyOrder;
import io.cloudburst.sdk.store.LatticeAccess;
import io.cloudburst.sdk.store.LatticeStore;
import io.cloudburst.sdk.store.Operation;
import io.cloudburst.sdk.store.StateView;
import io.cloudburst.sdk.store.StoreVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What one stage reads from the store and writes to it: it does not wait for its writes, and sees them joined into what it reads. Only
 * what it has added to a counter can't be joined in, since what it reads may have it already: to read the counter it waits until the
 * log has what it has added, and then asks for that. Used by the thread that runs the stage, and no other.
 */
final class Session implements LatticeAccess {
    private final LatticeStore store;
    private final Frontier seen;
    private final long deadline;
    /** What the stage has written itself, by key: its deltas, joined. */
    private final Map<String, Lattice<?>> own = new HashMap<>();

    private final List<CompletableFuture<StoreVersion>> writes = new ArrayList<>();
    /** What the stage has added to counters since it has last read them, by key. */
    private final Map<String, List<CompletableFuture<StoreVersion>>> increments = new HashMap<>();

    /** Empty where what is written may not be known again. */
    private final Optional<OperationIds> operationIds;

    /**
     * @param work what the stage's operations are known by, see {@link StageTask}; empty if there is nothing that would be the same
     *     the next time
     * @param seen what every read must see at least
     * @param deadline of {@link Monotonic}
     */
    Session(LatticeStore store, Optional<String> work, Frontier seen, long deadline) {
        this.store = store;
        this.operationIds = work.map(OperationIds::new);
        this.seen = seen;
        this.deadline = deadline;
    }

    /** What follows is done by the next function of the chain, or for the next element of the list. */
    void enter(int place) {
        operationIds.ifPresent(ids -> ids.enter(place));
    }

    @Override
    public Optional<Lattice<?>> read(String key) {
        awaitIncrements(key);
        return withOwn(key, store.read(key, seen, this::timeLeft));
    }

    @Override
    public Map<String, Lattice<?>> readAll(Collection<String> keys) {
        return readAll(keys, seen);
    }

    private Map<String, Lattice<?>> readAll(Collection<String> keys, Frontier atLeast) {
        keys.forEach(this::awaitIncrements);
        Map<String, Lattice<?>> found = store.readAll(keys, atLeast, timeLeft());
        for (String key : keys) {
            withOwn(key, Optional.ofNullable(found.get(key))).ifPresent(lattice -> found.put(key, lattice));
        }
        return found;
    }

    @Override
    public Iterator<Map.Entry<String, Lattice<?>>> scan(String prefix) {
        List<String> written = own.keySet().stream()
                .filter(key -> key.startsWith(prefix))
                .sorted(KeyOrder.INSTANCE)
                .toList();
        written.forEach(this::awaitIncrements);
        return new SessionScan(store.scan(prefix, seen, timeLeft()), written, this::withOwn);
    }

    /** Joined with what the stage has written itself. */
    private Optional<Lattice<?>> withOwn(String key, Optional<Lattice<?>> stored) {
        Lattice<?> written = own.get(key);
        if (written == null) {
            return stored;
        }
        return Optional.of(stored.isPresent() ? join(key, stored.get(), written) : written);
    }

    @Override
    public Optional<Lattice<?>> readElement(String key, byte[] element) {
        awaitIncrements(key);
        // The store joins it in: only there is it known what has been removed since.
        Optional<Lattice<?>> written = Optional.ofNullable(own.get(key)).map(all -> elementOf(key, all, element));
        Optional<Lattice<?>> stored = store.readElement(key, element, written, seen, this::timeLeft);
        if (written.isPresent()
                && (stored.isEmpty() || stored.get().type() != written.get().type())) {
            return Optional.of(stored.isPresent() ? join(key, stored.get(), written.get()) : written.get());
        }
        return stored;
    }

    private static Lattice<?> elementOf(String key, Lattice<?> all, byte[] element) {
        return Decomposition.appliesTo(all.type()) ? Decomposition.elementWithRemovals(all, element) : all;
    }

    @Override
    public CompletableFuture<StoreVersion> write(String key, Lattice<?> delta) {
        joinOwn(key, delta);
        return begun(store.merge(key, delta));
    }

    @Override
    public Optional<Operation> operation(String key) {
        return operationIds.map(ids -> operation(key, ids.next(key)));
    }

    private Operation operation(String key, OperationIds.Numbered operation) {
        return new Operation() {
            @Override
            public CompletableFuture<StoreVersion> write(Lattice<?> delta, byte[]... what) {
                joinOwn(key, delta);
                return begun(store.merge(key, delta, operation.id(what)));
            }

            @Override
            public CompletableFuture<StoreVersion> increment(long n) {
                // That it is a counter can be said.
                joinOwn(key, UpDownCounter.zero());
                CompletableFuture<StoreVersion> write = begun(store.increment(key, n, operation.ofIncrement()));
                increments.computeIfAbsent(key, first -> new ArrayList<>()).add(write);
                return write;
            }
        };
    }

    private void joinOwn(String key, Lattice<?> delta) {
        Lattice<?> before = own.get(key);
        own.put(key, before == null ? delta : join(key, before, delta));
    }

    private CompletableFuture<StoreVersion> begun(CompletableFuture<StoreVersion> write) {
        writes.add(write);
        return write;
    }

    /** After that the store's client demands them in every read of the key. */
    private void awaitIncrements(String key) {
        List<CompletableFuture<StoreVersion>> added = increments.remove(key);
        if (added != null) {
            Await.result(
                    CompletableFuture.allOf(added.toArray(CompletableFuture[]::new)),
                    timeLeft(),
                    "what was added to counter '" + key + "'");
        }
    }

    /**
     * What references stand for, all read at once.
     *
     * @return by key; what does not exist is left out
     */
    Map<String, Value> resolve(Collection<Reference> references) {
        List<Version> demanded = references.stream()
                .filter(Reference::hasAtLeast)
                .map(Reference::getAtLeast)
                .toList();
        List<String> keys = references.stream()
                .map(reference -> Names.checkKey(reference.getKey()))
                .toList();
        Map<String, Value> objects = new HashMap<>();
        readAll(keys, seen.join(Frontier.fromProto(demanded)))
                .forEach((key, lattice) ->
                        StateView.object(key, Optional.of(lattice)).ifPresent(object -> objects.put(key, object)));
        return objects;
    }

    /** Completes with what the stage has written when the store's log has all of it. */
    CompletableFuture<Frontier> acknowledged() {
        return writes.isEmpty()
                ? CompletableFuture.completedFuture(Frontier.NONE)
                : CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new))
                        .thenApply(done -> Frontier.of(
                                writes.stream().map(CompletableFuture::join).toList()));
    }

    private Duration timeLeft() {
        return Duration.ofMillis(Math.max(1, deadline - Monotonic.millis()));
    }

    private static Lattice<?> join(String key, Lattice<?> a, Lattice<?> b) {
        try {
            return Lattice.join(a, b);
        } catch (LatticeTypeException e) {
            throw new CloudburstException(
                    ErrorCode.INVALID_ARGUMENT,
                    "key '%s' is of the kind %s and cannot be of the kind %s as well"
                            .formatted(key, a.type(), b.type()),
                    e);
        }
    }
}
