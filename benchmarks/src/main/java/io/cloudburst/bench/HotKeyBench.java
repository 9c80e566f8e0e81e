package io.cloudburst.bench;

import io.cloudburst.bench.Measure.Target;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.UpDownCounter;
import io.cloudburst.sdk.kafka.KafkaSettings;
import io.cloudburst.sdk.store.LatticeStore;
import io.cloudburst.sdk.store.StoreVersion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * One counter that is counted up as fast as Kafka takes it, until a read shows every count; beside records of the same size through
 * a topic of one partition to a bare consumer.
 */
final class HotKeyBench {
    static final String FLOOR_TOPIC = "floor-hot-key";

    private static final String KEY = "hot";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    /** Looking at the clock more often would cost as much as a merge. */
    private static final int BETWEEN_LOOKS = 256;

    private final Report report;
    private final String bootstrapServers;
    private final double secondsATurn;
    private long writers;
    private long counted;

    HotKeyBench(Report report, String bootstrapServers, double seconds) {
        this.report = report;
        this.bootstrapServers = bootstrapServers;
        this.secondsATurn = seconds / Rounds.DEFAULT_COUNT;
    }

    List<Measure> run(Cloudburst cloudburst) throws Exception {
        report.say("a hot key: one counter takes all merges");
        byte[] update = Updates.encode(UpDownCounter.of(1, 1_000_000, 0));
        try (BareLog bare = new BareLog(bootstrapServers, List.of(new TopicPartition(FLOOR_TOPIC, 0)));
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        KafkaSettings.of(bootstrapServers).producer("bare-producer"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            return List.of(Rounds.takeWarm(() -> count(cloudburst.store()), () -> send(producer, bare, update))
                    .measure(
                            KvsBench.NAME,
                            "a hot key takes all merges",
                            "merges/s",
                            Double::doubleValue,
                            Target.valueAtLeast(50_000)));
        }
    }

    private double count(LatticeStore store) throws Exception {
        long writer = ++writers;
        AtomicReference<Throwable> failure = new AtomicReference<>();
        CompletableFuture<StoreVersion> last = null;
        long merges = 0;
        long start = System.nanoTime();
        while (System.nanoTime() - start < secondsATurn * 1e9 && failure.get() == null) {
            for (int i = 0; i < BETWEEN_LOOKS; i++) {
                last = store.merge(KEY, UpDownCounter.of(writer, ++merges, 0));
                last.whenComplete((at, failed) -> failure.compareAndSet(null, failed));
            }
        }
        // Of one partition, in order: with the last they are all there.
        StoreVersion end = last.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        if (failure.get() != null) {
            throw new IllegalStateException("a merge failed: " + failure.get().getMessage(), failure.get());
        }
        Optional<Lattice<?>> value = store.get(KEY, List.of(end), TIMEOUT)
                .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .lattice();
        double elapsed = (System.nanoTime() - start) / 1e9;
        counted += merges;
        if (value.isEmpty() || !(value.get() instanceof UpDownCounter counter) || counter.value() != counted) {
            throw new IllegalStateException("the counter must be at %d, but is %s".formatted(counted, value));
        }
        return merges / elapsed;
    }

    private double send(KafkaProducer<byte[], byte[]> producer, BareLog bare, byte[] update) throws Exception {
        bare.seekToEnd();
        byte[] key = Updates.key(0);
        AtomicLong wanted = new AtomicLong(Long.MAX_VALUE);
        long start = System.nanoTime();
        CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> bare.read(wanted::get));
        long sent = 0;
        while (System.nanoTime() - start < secondsATurn * 1e9) {
            for (int i = 0; i < BETWEEN_LOOKS; i++) {
                producer.send(new ProducerRecord<>(FLOOR_TOPIC, 0, key, update));
                sent++;
            }
        }
        // Before the last one is sent: so that its coming ends the reading.
        wanted.set(sent + 1);
        producer.send(new ProducerRecord<>(FLOOR_TOPIC, 0, key, update));
        reading.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        return (sent + 1) / ((System.nanoTime() - start) / 1e9);
    }
}
