package io.cloudburst.executor;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** The store's log, which acknowledges writes when it is told to. */
final class HeldLog extends MockProducer<byte[], byte[]> {
    private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();

    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
        return List.of(new PartitionInfo(topic, 0, null, null, null));
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> log, Callback callback) {
        RecordMetadata metadata = new RecordMetadata(new TopicPartition(log.topic(), 0), 7, 0, 0, 0, 0);
        CompletableFuture<RecordMetadata> sent = new CompletableFuture<>();
        held.add(() -> {
            callback.onCompletion(metadata, null);
            sent.complete(metadata);
        });
        return sent;
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
