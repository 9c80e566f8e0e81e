package io.cloudburst.sdk.kafka;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;

/**
 * A producer of keyed records, with the settings of {@link KafkaSettings#producer}, whose first record to each partition is sent alone
 * ({@link FirstRecords}). As safe for use by many threads as any producer.
 */
public final class RecordProducer extends KafkaProducer<byte[], byte[]> {
    private final Duration longest;
    /** By topic, then partition. */
    private final ConcurrentHashMap<String, List<FirstRecords>> topics = new ConcurrentHashMap<>();

    public RecordProducer(KafkaSettings settings, String clientId) {
        super(settings.producer(clientId), new ByteArraySerializer(), new ByteArraySerializer());
        this.longest = Duration.ofMillis(Long.parseLong(settings.producer(clientId)
                .get(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG)
                .toString()));
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
        if (record.key() == null && record.partition() == null) {
            // It goes to whatever partition: there is nothing to wait for.
            return super.send(record, callback);
        }
        List<FirstRecords> partitions;
        try {
            partitions = partitionsOf(record.topic());
        } catch (KafkaException e) {
            // As the producer itself says it where it does not know the topic.
            if (callback != null) {
                callback.onCompletion(null, e);
            }
            return CompletableFuture.failedFuture(e);
        }
        int partition = record.partition() != null
                ? record.partition()
                : Utils.toPositive(Utils.murmur2(record.key())) % partitions.size();
        // One that the topic has got since then.
        if (partition >= partitions.size() || partitions.get(partition).areKnown()) {
            return super.send(record, callback);
        }
        return partitions.get(partition).send(record, callback);
    }

    private List<FirstRecords> partitionsOf(String topic) {
        List<FirstRecords> known = topics.get(topic);
        if (known != null) {
            return known;
        }
        // Not while the map is held: this may wait for the brokers.
        List<FirstRecords> fresh = IntStream.range(0, partitionsFor(topic).size())
                .mapToObj(partition -> new FirstRecords(super::send, longest))
                .toList();
        List<FirstRecords> before = topics.putIfAbsent(topic, fresh);
        return before == null ? fresh : before;
    }
}
