package io.cloudburst.executor;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** The store's log, which acknowledges writes when it is told to. */
final class HeldLog extends MockProducer<byte[], byte[]> {
    private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
    /** Keys of all that was written, acknowledged or not. */
    private final Queue<String> keys = new ConcurrentLinkedQueue<>();

    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
        return List.of(new PartitionInfo(topic, 0, null, null, null));
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> log, Callback callback) {
        RecordMetadata metadata = new RecordMetadata(new TopicPartition(log.topic(), 0), 7, 0, 0, 0, 0);
        CompletableFuture<RecordMetadata> sent = new CompletableFuture<>();
        keys.add(new String(log.key(), StandardCharsets.UTF_8));
        held.add(() -> {
            callback.onCompletion(metadata, null);
            sent.complete(metadata);
        });
        return sent;
    }

    /** Key to how often it was written. */
    Map<String, Long> written() {
        return keys.stream().collect(Collectors.groupingBy(key -> key, Collectors.counting()));
    }

    int held() {
        return held.size();
    }

    void acknowledge() {
        while (!held.isEmpty()) {
            held.remove().run();
        }
    }
}
