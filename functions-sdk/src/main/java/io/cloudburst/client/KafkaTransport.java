package io.cloudburst.client;

import io.cloudburst.protocol.Topic;
import io.cloudburst.sdk.kafka.KafkaSettings;
import io.cloudburst.sdk.kafka.RecordProducer;
import io.cloudburst.sdk.kafka.RecordSpan;
import io.cloudburst.sdk.lifecycle.OpenParts;
import io.cloudburst.sdk.registry.Registry;
import io.cloudburst.sdk.registry.StorePartitions;
import io.cloudburst.sdk.store.LatticeStore;
import io.cloudburst.sdk.store.NodeConnections;
import io.cloudburst.sdk.store.StoreClient;
import io.cloudburst.sdk.store.StoreSecurity;
import io.opentelemetry.context.Context;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;

/** A Cloudburst behind Kafka: one producer for everything that is written, and the nodes of the store. */
final class KafkaTransport implements Transport {
    /** The producer forgets topics that it has not written to for five minutes, and then waits to hear of them. */
    private static final long KNOWN_NANOS = TimeUnit.SECONDS.toNanos(60);
    /** It waits where less is free than a record takes, which every thread that sends may take at once. */
    private static final double ENOUGH_FREE_BYTES = 8.0 * Topic.MAX_RECORD_BYTES;

    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final OpenParts parts = new OpenParts();
    private final KafkaSettings kafka;
    private final StoreSecurity security;
    private final String clientId;
    private final Producer<byte[], byte[]> producer;
    private final Registry registry;
    private final StoreClient store;
    private final KafkaReplies replies;
    private final KafkaRecordSearch search;
    /** How much the producer can still take without waiting. */
    private final Metric freeBytes;

    private volatile boolean acknowledges;
    /** When Kafka has last taken a call, as {@link System#nanoTime}. */
    private volatile long acknowledged;

    KafkaTransport(ConnectionSettings settings) {
        this.kafka = settings.kafka();
        this.security = settings.store();
        this.clientId = "cloudburst-client-" + Long.toHexString(System.nanoTime());
        try {
            this.producer = new RecordProducer(kafka, clientId);
            parts.add(() -> producer.close(CLOSING));
            this.registry = parts.add(Registry.follow(kafka, clientId + "-registry"));
            this.store = parts.add(new StoreClient(
                    producer,
                    registry,
                    StorePartitions.of(kafka, clientId + "-store", registry, settings.connectTimeout()),
                    settings.cacheBytes(),
                    security));
            this.replies = parts.add(new KafkaReplies(
                    kafka,
                    clientId + "-replies",
                    producer.partitionsFor(Topic.REPLIES.topicName()).size()));
            this.search = parts.add(new KafkaRecordSearch(kafka, clientId + "-lookup"));
        } catch (RuntimeException e) {
            parts.close();
            throw e;
        }
        this.freeBytes = producer.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals("buffer-available-bytes"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the producer does not say how much it can take"));
    }

    @Override
    public Registry registry() {
        return registry;
    }

    @Override
    public CompletableFuture<Long> append(String key, byte[] entry) {
        CompletableFuture<Long> appended = new CompletableFuture<>();
        producer.send(
                new ProducerRecord<>(Topic.REGISTRY.topicName(), 0, key.getBytes(StandardCharsets.UTF_8), entry),
                (metadata, failure) -> {
                    if (failure == null) {
                        appended.complete(metadata.offset());
                    } else {
                        appended.completeExceptionally(failure);
                    }
                });
        return appended;
    }

    @Override
    public LatticeStore store() {
        return store;
    }

    @Override
    public int replyPartition() {
        return replies.partition();
    }

    @Override
    public Thread receive(ReplyReader reader) {
        return replies.follow(reader);
    }

    @Override
    public void send(String callId, byte[] call, Consumer<Exception> sent) {
        send(callId, call, Map.of(), sent);
    }

    @Override
    public void send(String callId, byte[] call, Map<String, String> headers, Consumer<Exception> sent) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(Topic.CALLS.topicName(), callId.getBytes(StandardCharsets.US_ASCII), call);
        headers.forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        RecordSpan span = RecordSpan.begin(record, Context.current());
        try {
            producer.send(record, (metadata, failure) -> {
                span.end(failure);
                if (failure == null) {
                    acknowledged = System.nanoTime();
                    acknowledges = true;
                }
                sent.accept(failure);
            });
        } catch (KafkaException | IllegalStateException e) {
            span.end(e);
            sent.accept(e);
        }
    }

    @Override
    public boolean sendsAtOnce() {
        return acknowledges
                && System.nanoTime() - acknowledged < KNOWN_NANOS
                && freeBytes.metricValue() instanceof Double free
                && free >= ENOUGH_FREE_BYTES;
    }

    @Override
    public Optional<byte[]> findReply(String callId, int partition, long madeAt, long deadline) {
        return search.find(callId, partition, madeAt, deadline);
    }

    @Override
    public Optional<byte[]> findCall(String callId, long madeAt, long deadline) {
        return search.findCall(callId, madeAt, deadline);
    }

    @Override
    public StoreNodes storeNodes() {
        return new StoreNodes(registry, kafka, new NodeConnections(security), clientId + "-store-nodes");
    }

    @Override
    public DeadLetters deadLetters() {
        return new DeadLetters(kafka, producer, clientId + "-dead-letters");
    }

    @Override
    public RunLog runLog() {
        return new RunLog(kafka, clientId + "-runs");
    }

    @Override
    public List<TopicStatus> topics(Duration timeout) {
        return new TopicStatuses(kafka, clientId + "-topics").ask(timeout);
    }

    @Override
    public void close() {
        parts.close();
    }
}
