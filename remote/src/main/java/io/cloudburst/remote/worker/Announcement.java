package io.cloudburst.remote.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cloudburst.protocol.Topic;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.registry.RegisteredWorker;
import io.cloudburst.sdk.registry.Registry;
import io.cloudburst.sdk.registry.RegistryCodec;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells everyone, through the registry, that a worker is there. One that died without saying so stays announced, and is avoided, until
 * another is announced at its address, or the job has not heard of it for some minutes.
 */
final class Announcement implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Announcement.class);
    private static final long TIMEOUT_SECONDS = 10;

    private final Producer<byte[], byte[]> producer;
    private final RegisteredWorker worker;
    /** Whether it still holds. Guarded by this. */
    private boolean withdrawn;

    private Announcement(Producer<byte[], byte[]> producer, RegisteredWorker worker) {
        this.producer = producer;
        this.worker = worker;
    }

    /** Returns when Kafka has it. */
    static Announcement make(Producer<byte[], byte[]> producer, Registry registry, RegisteredWorker worker) {
        Announcement announcement = new Announcement(producer, worker);
        registry.workers().stream()
                .filter(other ->
                        other.url().equals(worker.url()) && !other.name().equals(worker.name()))
                .forEach(dead -> announcement.send(dead.name(), null));
        announcement.await(announcement.send(worker.name(), announcement.entry()));
        registry.onChange(() -> announcement.repeatIfLost(registry));
        return announcement;
    }

    private byte[] entry() {
        return RegistryCodec.encode(worker).toByteArray();
    }

    /** Somebody took this one for dead. Where another has its name, that one is left in peace. */
    private synchronized void repeatIfLost(Registry registry) {
        boolean known =
                registry.workers().stream().anyMatch(other -> other.name().equals(worker.name()));
        if (!withdrawn && !known) {
            LOG.info("worker {} is announced again: it is no longer in the registry", worker.name());
            send(worker.name(), entry());
        }
    }

    private Future<RecordMetadata> send(String name, byte[] entry) {
        byte[] key = RegistryCodec.workerKey(name).getBytes(UTF_8);
        return producer.send(new ProducerRecord<>(Topic.REGISTRY.topicName(), key, entry));
    }

    private void await(Future<RecordMetadata> sent) {
        try {
            sent.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new CloudburstException(
                    ErrorCode.UNAVAILABLE,
                    "the worker could not be announced in %s; is Kafka reachable?"
                            .formatted(Topic.REGISTRY.topicName()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CloudburstException(ErrorCode.CANCELLED, "interrupted while announcing the worker", e);
        }
    }

    /** Takes it back. */
    @Override
    public void close() {
        synchronized (this) {
            withdrawn = true;
        }
        await(send(worker.name(), null));
    }
}
