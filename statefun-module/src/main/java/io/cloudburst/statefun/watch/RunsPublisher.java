package io.cloudburst.statefun.watch;

import io.cloudburst.protocol.CompletedCheckpoint;
import io.cloudburst.protocol.JobStatistics;
import io.cloudburst.protocol.RunRecord;
import io.cloudburst.protocol.RunsRecord;
import io.cloudburst.protocol.Topic;
import io.cloudburst.sdk.kafka.KafkaSettings;
import io.cloudburst.sdk.store.CacheStats;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to {@code cloudburst.runs}, from a thread and a producer of its own, so that a slow Kafka makes nobody wait. What does not
 * fit into bounded buffers is lost, and counted; so is what a crash finds in them.
 */
public final class RunsPublisher {
    private static final Logger LOG = LoggerFactory.getLogger(RunsPublisher.class);
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Between looks at what has ended: whoever writes each at once keeps a processor from the runs. */
    private static final long PAUSE_MILLIS = 100;

    private static final int WAITING_RECORDS = 1_024;
    private static final int BUFFER_BYTES = 4 << 20;
    private static final long STOP_MILLIS = 2_000;

    private final String instance = UUID.randomUUID().toString();
    private final long started = System.currentTimeMillis();
    private final Queue<RunRecord> ends = new ArrayBlockingQueue<>(WAITING_RECORDS);
    private final AtomicLong lost = new AtomicLong();
    private final LiveRunWatch watch = new LiveRunWatch(this::offer, System::nanoTime, this::stop);

    private final Producer<byte[], byte[]> producer;
    private final int parallelism;
    private final Supplier<CacheStats> cache;
    private final Supplier<Optional<CompletedCheckpoint>> checkpoint;

    private CacheStats cacheBefore = CacheStats.NONE;
    private Optional<CompletedCheckpoint> lastCheckpoint = Optional.empty();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::publish, "cloudburst-runs");

    private RunsPublisher(
            Producer<byte[], byte[]> producer,
            int parallelism,
            Supplier<CacheStats> cache,
            Supplier<Optional<CompletedCheckpoint>> checkpoint) {
        this.producer = producer;
        this.parallelism = parallelism;
        this.cache = cache;
        this.checkpoint = checkpoint;
        thread.setDaemon(true);
    }

    /**
     * Starts to publish what the watch is told, until that is closed.
     *
     * @param parallelism of the job
     * @param checkpoint the last one that is complete, if that can be seen from here
     */
    public static RunWatch start(
            KafkaSettings kafka,
            int parallelism,
            Supplier<CacheStats> cache,
            Supplier<Optional<CompletedCheckpoint>> checkpoint) {
        Map<String, Object> settings = kafka.producer("cloudburst-job-runs");
        settings.put("acks", "1");
        settings.put("enable.idempotence", "false");
        settings.put("linger.ms", "20");
        settings.put("buffer.memory", Integer.toString(BUFFER_BYTES));
        settings.put("max.block.ms", "500");
        RunsPublisher publisher = new RunsPublisher(
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()),
                parallelism,
                cache,
                checkpoint);
        publisher.thread.start();
        return publisher.watch;
    }

    private void offer(RunRecord end) {
        if (!ends.offer(end)) {
            lost.incrementAndGet();
        }
    }

    private void publish() {
        long last = System.nanoTime();
        try (producer) {
            while (!closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                publishEnds();
                long now = System.nanoTime();
                if (now - last >= PERIOD_NANOS) {
                    publishCounts(now - last);
                    last = now;
                }
            }
            publishEnds();
            publishCounts(Math.max(1, System.nanoTime() - last));
            producer.close(Duration.ofMillis(STOP_MILLIS / 2));
        } catch (InterruptedException e) {
            producer.close(Duration.ZERO);
            LOG.debug("interrupted; what the job says of its runs ends here", e);
        } catch (RuntimeException e) {
            LOG.error("the job goes on, and says no more of its runs", e);
        }
    }

    private void publishEnds() {
        for (RunRecord end = ends.poll(); end != null; end = ends.poll()) {
            send(end);
        }
    }

    private void publishCounts(long nanos) {
        Counts counts = watch.take(this::send);
        CacheStats reads = cache.get();
        checkpoint.get().ifPresent(newest -> lastCheckpoint = Optional.of(newest));
        JobStatistics.Builder statistics = JobStatistics.newBuilder()
                .setInstance(instance)
                .setAt(System.currentTimeMillis())
                .setMillis(TimeUnit.NANOSECONDS.toMillis(nanos))
                .setParallelism(parallelism)
                .setStarted(started)
                .addAllTargets(counts.toProto())
                .setCacheHits(reads.hits() - cacheBefore.hits())
                .setCacheMisses(reads.misses() - cacheBefore.misses())
                .setRunsLeftOut(counts.leftOut)
                .setRecordsLost(lost.getAndSet(0));
        lastCheckpoint.ifPresent(statistics::setCheckpoint);
        cacheBefore = reads;
        send(instance, RunsRecord.newBuilder().setStatistics(statistics).build());
    }

    private void send(RunRecord run) {
        send(run.getId(), RunsRecord.newBuilder().setRun(run).build());
    }

    private void send(String key, RunsRecord record) {
        try {
            producer.send(
                    new ProducerRecord<>(
                            Topic.RUNS.topicName(), key.getBytes(StandardCharsets.UTF_8), record.toByteArray()),
                    (metadata, failure) -> {
                        if (failure != null) {
                            lost.incrementAndGet();
                        }
                    });
        } catch (KafkaException e) {
            lost.incrementAndGet();
            LOG.debug("a record of {} is lost", Topic.RUNS.topicName(), e);
        }
    }

    private void stop() {
        closing.countDown();
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }
}
