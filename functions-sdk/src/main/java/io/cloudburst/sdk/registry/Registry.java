package io.cloudburst.sdk.registry;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudburst.protocol.RegistryEntry;
import io.cloudburst.protocol.Topic;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.kafka.KafkaSettings;
import io.cloudburst.sdk.store.StoreDirectory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that is registered, in memory: follows {@code cloudburst.registry} from its beginning on a thread of its own.
 * A view is as old as its {@link #offset()}; who needs it newer waits with {@link #await} or {@link #catchUp}.
 *
 * <p>Safe for use by many threads. Only the follower's thread writes.
 */
public final class Registry implements StoreDirectory, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Registry.class);
    private static final TopicPartition LOG_PARTITION = new TopicPartition(Topic.REGISTRY.topicName(), 0);

    private final Map<String, RegisteredCode> functions = new ConcurrentHashMap<>();
    private final Map<String, RegisteredDag> dags = new ConcurrentHashMap<>();
    private final Map<String, StoreOwner> owners = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** The offset after the last record that is in the view. Grows only. */
    private volatile long offset;
    /** Who waits for the view to reach an offset. Guarded by itself. */
    private final TreeMap<Long, CompletableFuture<Void>> waiters = new TreeMap<>();

    private final Consumer<byte[], byte[]> consumer;
    /** Asks where the log ends: on the follower's connection a question would wait behind its long poll. */
    private final Admin admin;

    private final Thread follower;
    private volatile boolean closed;

    public static Registry follow(KafkaSettings kafka, String clientId) {
        return new Registry(
                new KafkaConsumer<>(kafka.consumer(clientId), new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                Admin.create(kafka.admin(clientId)));
    }

    private Registry(Consumer<byte[], byte[]> consumer, Admin admin) {
        this.consumer = consumer;
        this.admin = admin;
        consumer.assign(List.of(LOG_PARTITION));
        consumer.seekToBeginning(List.of(LOG_PARTITION));
        this.follower = new Thread(this::run, "cloudburst-registry");
        follower.setDaemon(true);
        follower.start();
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

    @Override
    public List<String> addressesOf(int partition) {
        return owners.values().stream()
                .filter(owner -> owner.partitions().contains(partition))
                .map(StoreOwner::address)
                .toList();
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
        // Not Kafka's own future, which refuses timeouts and whatever else completes it.
        CompletableFuture<Void> done = new CompletableFuture<>();
        admin.listOffsets(Map.of(LOG_PARTITION, OffsetSpec.latest()))
                .partitionResult(LOG_PARTITION)
                .whenComplete((end, failure) -> {
                    if (failure == null) {
                        await(end.offset()).thenRun(() -> done.complete(null));
                    } else {
                        done.completeExceptionally(failure);
                    }
                });
        return done;
    }

    /** Calls {@code listener} on the follower's thread after each batch of changes; it must not block. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    private void run() {
        try (consumer) {
            while (!closed) {
                try {
                    follow();
                } catch (WakeupException e) {
                    // Only close() does that.
                } catch (KafkaException e) {
                    LOG.warn("the registry cannot be read now, trying again: {}", e.toString());
                }
            }
        }
    }

    private void follow() {
        boolean changed = false;
        for (ConsumerRecord<byte[], byte[]> log : consumer.poll(Duration.ofSeconds(1))) {
            apply(log);
            changed = true;
        }
        long position = consumer.position(LOG_PARTITION);
        if (position != offset) {
            advance(position);
        }
        if (changed) {
            listeners.forEach(Runnable::run);
        }
    }

    private void apply(ConsumerRecord<byte[], byte[]> log) {
        String key = new String(log.key() == null ? new byte[0] : log.key(), StandardCharsets.UTF_8);
        try {
            if (log.value() == null) {
                remove(key);
            } else {
                add(RegistryEntry.parseFrom(log.value()), log.offset());
            }
        } catch (InvalidProtocolBufferException | CloudburstException e) {
            LOG.warn("the registry's entry '{}' at offset {} is ignored: {}", key, log.offset(), e.getMessage());
        }
    }

    private void add(RegistryEntry entry, long at) {
        switch (entry.getEntryCase()) {
            case FUNCTION ->
                functions.put(entry.getFunction().getName(), RegistryCodec.decode(entry.getFunction(), at));
            case DAG -> dags.put(entry.getDag().getName(), new RegisteredDag(DagCodec.decode(entry.getDag()), at));
            case STORE_NODE -> owners.put(entry.getStoreNode().getName(), RegistryCodec.decode(entry.getStoreNode()));
            case ENTRY_NOT_SET ->
                LOG.warn("the registry's entry at offset {} is of a kind that this version does not know", at);
        }
    }

    private void remove(String key) {
        if (key.startsWith(RegistryCodec.FUNCTION)) {
            functions.remove(key.substring(RegistryCodec.FUNCTION.length()));
        } else if (key.startsWith(RegistryCodec.DAG)) {
            dags.remove(key.substring(RegistryCodec.DAG.length()));
        } else if (key.startsWith(RegistryCodec.STORE_NODE)) {
            owners.remove(key.substring(RegistryCodec.STORE_NODE.length()));
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
        closed = true;
        consumer.wakeup();
        admin.close(Duration.ZERO);
        try {
            follower.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
