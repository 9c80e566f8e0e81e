package io.cloudburst.sdk.registry;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudburst.protocol.RegistryEntry;
import io.cloudburst.protocol.StoreEntry;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.kafka.KafkaSettings;
import io.cloudburst.sdk.store.StoreDirectory;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that is registered, in memory: follows {@code cloudburst.registry} from its beginning, on the log's thread.
 * A view is as old as its {@link #offset()}; who needs it newer waits with {@link #await} or {@link #catchUp}.
 *
 * <p>Safe for use by many threads. Only the log's thread writes.
 */
public final class Registry implements StoreDirectory, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Registry.class);

    private final Map<String, RegisteredCode> functions = new ConcurrentHashMap<>();
    private final Map<String, RegisteredDag> dags = new ConcurrentHashMap<>();
    private final Map<String, StoreOwner> owners = new ConcurrentHashMap<>();
    private final Map<String, RegisteredWorker> workers = new ConcurrentHashMap<>();
    /** Null until it is known. */
    private volatile StoreEntry store;

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** The offset after the last record that is in the view. Grows only. */
    private volatile long offset;
    /** Who waits for the view to reach an offset. Guarded by itself. */
    private final TreeMap<Long, CompletableFuture<Void>> waiters = new TreeMap<>();

    private final RegistryLog log;

    /** Of the log on Kafka. */
    public static Registry follow(KafkaSettings kafka, String clientId) {
        return follow(KafkaRegistryLog.open(kafka, clientId));
    }

    /** @param log from its beginning; closed with the registry */
    public static Registry follow(RegistryLog log) {
        Registry registry = new Registry(log);
        log.follow(registry.new View());
        return registry;
    }

    private Registry(RegistryLog log) {
        this.log = log;
    }

    public Optional<RegisteredCode> function(String name) {
        return Optional.ofNullable(functions.get(name));
    }

    public Optional<RegisteredDag> dag(String name) {
        return Optional.ofNullable(dags.get(name));
    }

    /** All functions, by name. */
    public List<RegisteredCode> functions() {
        return functions.values().stream()
                .sorted(Comparator.comparing(RegisteredCode::name))
                .toList();
    }

    /** All DAGs, by name. */
    public List<RegisteredDag> dags() {
        return dags.values().stream()
                .sorted(Comparator.comparing(registered -> registered.dag().name()))
                .toList();
    }

    /** All store nodes that have announced themselves, by replica set and name. */
    public List<StoreOwner> storeNodes() {
        return owners.values().stream()
                .sorted(Comparator.comparing(StoreOwner::replicaSet).thenComparing(StoreOwner::name))
                .toList();
    }

    /** All workers that have announced themselves, by name. */
    public List<RegisteredWorker> workers() {
        return workers.values().stream()
                .sorted(Comparator.comparing(RegisteredWorker::name))
                .toList();
    }

    @Override
    public List<String> addressesOf(int partition) {
        return owners.values().stream()
                .filter(owner -> owner.partitions().contains(partition))
                .map(StoreOwner::address)
                .toList();
    }

    /** How keys are placed in the store, if that has been written down. */
    Optional<StoreEntry> store() {
        return Optional.ofNullable(store);
    }

    /** The offset after the last record that is in the view: what a call carries, so that its executor has seen as much. */
    public long offset() {
        return offset;
    }

    /** Completes once the view has reached {@code wanted}, at once if it has; never fails by itself, so bound the wait. */
    public CompletableFuture<Void> await(long wanted) {
        if (offset >= wanted) {
            return CompletableFuture.completedFuture(null);
        }
        synchronized (waiters) {
            if (offset >= wanted) {
                return CompletableFuture.completedFuture(null);
            }
            return waiters.computeIfAbsent(wanted, o -> new CompletableFuture<>());
        }
    }

    /** Completes once the view holds everything that was registered before this call, by whomever. */
    public CompletableFuture<Void> catchUp() {
        return log.end().thenCompose(this::await);
    }

    /** Calls {@code listener} on the log's thread after each batch of changes; it must not block. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** What the log's thread tells. */
    private final class View implements RegistryLog.Reader {
        @Override
        public void read(String key, byte[] value, long at) {
            apply(key, value, at);
        }

        @Override
        public void reached(long position, boolean changed) {
            if (position != offset) {
                advance(position);
            }
            if (changed) {
                listeners.forEach(Runnable::run);
            }
        }
    }

    private void apply(String key, byte[] value, long at) {
        try {
            if (value == null) {
                remove(key);
            } else {
                add(RegistryEntry.parseFrom(value), at);
            }
        } catch (InvalidProtocolBufferException | CloudburstException e) {
            LOG.warn("the registry's entry '{}' at offset {} is ignored: {}", key, at, e.getMessage());
        }
    }

    private void add(RegistryEntry entry, long at) {
        switch (entry.getEntryCase()) {
            case FUNCTION ->
                functions.put(entry.getFunction().getName(), RegistryCodec.decode(entry.getFunction(), at));
            case DAG -> dags.put(entry.getDag().getName(), new RegisteredDag(DagCodec.decode(entry.getDag()), at));
            case STORE_NODE -> owners.put(entry.getStoreNode().getName(), RegistryCodec.decode(entry.getStoreNode()));
            case WORKER -> workers.put(entry.getWorker().getName(), RegistryCodec.decode(entry.getWorker()));
            case STORE -> store = entry.getStore();
            case ENTRY_NOT_SET ->
                LOG.warn("the registry's entry at offset {} is of a kind that this version does not know", at);
        }
    }

    private void remove(String key) {
        if (key.equals(RegistryCodec.STORE)) {
            store = null;
        } else if (key.startsWith(RegistryCodec.FUNCTION)) {
            functions.remove(key.substring(RegistryCodec.FUNCTION.length()));
        } else if (key.startsWith(RegistryCodec.DAG)) {
            dags.remove(key.substring(RegistryCodec.DAG.length()));
        } else if (key.startsWith(RegistryCodec.STORE_NODE)) {
            owners.remove(key.substring(RegistryCodec.STORE_NODE.length()));
        } else if (key.startsWith(RegistryCodec.WORKER)) {
            workers.remove(key.substring(RegistryCodec.WORKER.length()));
        }
    }

    private void advance(long position) {
        List<CompletableFuture<Void>> reached;
        synchronized (waiters) {
            offset = position;
            Map<Long, CompletableFuture<Void>> due = waiters.headMap(position, true);
            reached = List.copyOf(due.values());
            due.clear();
        }
        reached.forEach(waiter -> waiter.complete(null));
    }

    @Override
    public void close() {
        log.close();
    }
}
